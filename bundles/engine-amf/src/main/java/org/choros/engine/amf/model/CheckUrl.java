package org.choros.engine.amf.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URL of a check, in ASCII; what a request for it does not carry, it may not have.
 *
 * @param secure whether it is https
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port its port, the scheme's where it names none
 * @param authority host and port as the request names them
 * @param path path and query
 */
public record CheckUrl(boolean secure, String host, int port, String authority, String path) {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int PORT_MAX = 65_535;
    private static final Pattern SCHEME = Pattern.compile("(https?)://([^/?#]*)(.*)");
    private static final Pattern AUTHORITY = Pattern
            .compile("(?:([A-Za-z0-9._-]+)|\\[([0-9A-Fa-f:.]+)(%[A-Za-z0-9._-]+)?\\])(?::(.*))?");

    /**
     * Reads one.
     *
     * @param text what stands in the configuration
     * @return its parts
     * @throws IllegalArgumentException when it is none, with the text and what is wrong with it
     */
    public static CheckUrl of(String text) {
        Matcher url = SCHEME.matcher(text);
        if (!url.matches()) {
            throw wrong(text, " is no http:// or https:// URL");
        }
        if (!text.matches("[!-~]*")) {
            throw wrong(text, ": there is a blank or another character that a URL cannot have, write it as %XX");
        }
        if (url.group(3).indexOf('#') >= 0) {
            throw wrong(text, ": what follows # is not asked for, leave it out");
        }
        if (url.group(2).indexOf('@') >= 0) {
            throw wrong(text, ": names and passwords are not sent, check a page that needs none, or by a command");
        }
        Matcher authority = AUTHORITY.matcher(url.group(2));
        if (!authority.matches()) {
            throw wrong(text, ": \"" + url.group(2) + "\" is not HOST or HOST:PORT (an IPv6 address in brackets)");
        }
        boolean secure = url.group(1).equals("https");
        String given = authority.group(4);
        int port = given == null ? secure ? HTTPS : HTTP : given.matches("[0-9]{1,5}") ? Integer.parseInt(given) : 0;
        if (port < 1 || port > PORT_MAX) {
            throw wrong(text, ": \"" + given + "\" is no port from 1 to " + PORT_MAX);
        }
        String path = url.group(3);
        boolean name = authority.group(1) != null;
        String zone = authority.group(3) == null ? "" : authority.group(3);
        return new CheckUrl(secure, name ? authority.group(1) : authority.group(2) + zone, port,
                // an interface of this host's is nothing to the server
                (name ? authority.group(1) : '[' + authority.group(2) + ']') + (given == null ? "" : ":" + port),
                path.startsWith("/") ? path : '/' + path);
    }

    private static IllegalArgumentException wrong(String text, String why) {
        return new IllegalArgumentException('"' + text + '"' + why);
    }
}
