package org.choros.engine.amf.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckUrlTest {
    private static CheckUrl url(boolean secure, String host, int port, String authority, String path) {
        return new CheckUrl(secure, host, port, authority, path);
    }

    @Test
    void hasTheParts() {
        assertEquals(url(false, "192.0.2.1", 80, "192.0.2.1", "/"), CheckUrl.of("http://192.0.2.1"));
        assertEquals(url(true, "web_1.example", 443, "web_1.example", "/a/b?c=d%20e"),
                CheckUrl.of("https://web_1.example/a/b?c=d%20e"));
        assertEquals(url(true, "a", 8443, "a:8443", "/?q"), CheckUrl.of("https://a:8443?q"));
        assertEquals(url(true, "2001:db8::1", 65535, "[2001:db8::1]:65535", "/"),
                CheckUrl.of("https://[2001:db8::1]:65535/"));
        assertEquals(url(false, "fe80::1%eth0", 80, "[fe80::1]", "/"), CheckUrl.of("http://[fe80::1%eth0]/"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"htp://a/ | is no http:// or https:// URL",
            "https:/a | is no http:// or https:// URL", "HTTPS://a | is no http:// or https:// URL",
            "a:80 | is no http:// or https:// URL", "https:///x | : \"\" is not HOST or HOST:PORT",
            "https://a:/ | : \"\" is no port from 1 to 65535", "https://a:0/ | : \"0\" is no port from 1 to 65535",
            "https://a:65536/ | : \"65536\" is no port", "https://a:99999999999/ | : \"99999999999\" is no port",
            "https://a:8x/ | : \"8x\" is no port", "https://::1/ | : \"::1\" is not HOST or HOST:PORT",
            "https://[a]x/ | : \"[a]x\" is not HOST or HOST:PORT",
            "https://a/b c | : there is a blank or another character", "https://a/\u00e9 | : there is a blank",
            "https://a/#top | : what follows # is not asked for",
            "https://me:secret@a/ | : names and passwords are not sent"})
    void saysWhatIsWrong(String text, String why) {
        String said = assertThrows(IllegalArgumentException.class, () -> CheckUrl.of(text)).getMessage();
        String begin = '"' + text + '"' + (why.startsWith(":") ? "" : " ") + why;
        assertEquals(begin, said.substring(0, Math.min(begin.length(), said.length())));
    }
}
