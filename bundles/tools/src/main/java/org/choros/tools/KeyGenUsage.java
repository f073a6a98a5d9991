package org.choros.tools;

/** What corosync-keygen says of itself, in the words that users of both versions know. */
final class KeyGenUsage {
    /** That of 2.4. */
    static final String V2 = """
            Usage: corosync-keygen [-k <keyfile>] [-l] [-h]
                 -k / --key-file=<filename> -  Write to the specified keyfile
                        instead of the default /etc/corosync/authkey.
                 -l / --less-secure -  Use a less secure random number source
                        (/dev/urandom) that is guaranteed not to require user
                        input for entropy.  This can be used when this
                        application is used from a script.
                 -h / --help -  Print basic usage.

            """;

    /** That of 3.1. */
    static final String V3 = """
            Usage: corosync-keygen [-k <keyfile>] [-s size] [-m <randomfile>] [-l] [-h]
                 -k / --key-file=<filename> -  Write to the specified keyfile
                        instead of the default /etc/corosync/authkey.
                 -r / --random-file -  Random number source file. Default is\s
                        /dev/urandom. As an example /dev/random may be requested
                        (that may require user input for entropy).
                 -l / --less-secure - Not used, option is kept only
                        for compatibility.
                 -s / --size -  Length of key.
                 -h / --help -  Print basic usage.

            """;

    private KeyGenUsage() {
    }
}
