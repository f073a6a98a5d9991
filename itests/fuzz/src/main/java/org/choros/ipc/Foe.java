package org.choros.ipc;

import java.nio.ByteBuffer;

/** A client as one who means no good uses it: what the protocol wants of him, and all that he can do instead. */
interface Foe {
    /** The rings by number. */
    int REQUEST = 0;
    int RESPONSE = 1;
    int EVENT = 2;
    /** A count for {@link #say}: all of it. */
    int WHOLE = 24;

    /** Says so many bytes more of a set-up request, perhaps as somebody else. */
    void say(int count, int maxMessageSize, int who);

    /** Writes into the stream; how many bytes there was room for. */
    int write(byte[] bytes);

    /** Reads the answer, if it has come, and opens what it names. */
    void open();

    boolean isOpen();

    /** Sends a request as libqb does; false when there is no room. */
    boolean send(ByteBuffer request);

    /** The next response, or null. */
    ByteBuffer response();

    /** The next event with its notification, or null. */
    ByteBuffer event();

    /** Takes so many bytes at most from the stream. */
    void drain(int most);

    /** Stores a word into a ring's header. */
    void header(int ring, int at, int value);

    /** Stores a word into a ring, counted from where the server reads or writes next as far as the header tells. */
    void word(int ring, int offset, int value);

    /** Cuts one of the files, and perhaps there is no space for what is cut off any more. */
    void cut(int which, int size, boolean full);

    /** Sends to the server's request socket what need not be a request. */
    void datagram(byte[] bytes);

    /** Sends to the server's request socket as somebody else. */
    void stranger(byte[] bytes, int who);

    /** Closes one of the two datagram sockets. */
    void closeSocket(boolean ofEvents);

    /** Sends bytes with descriptors attached. */
    void attach(int descriptors);

    /** Makes a file to share; answers its name. */
    String share(String name, int size, boolean own);

    /** Will not write any more. */
    void shutdown();

    /** Ends, as a process does. */
    void close();
}
