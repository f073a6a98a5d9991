package org.choros.posix;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import com.sun.jna.Native;

/** The names that belong to addresses: getnameinfo(3). It may ask name servers and take as long as they do. */
public final class NameInfo {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCKADDR_IN = 16;
    private static final int SOCKADDR_IN6 = 28;
    private static final int HOST_MAX = 1025;

    private NameInfo() {
    }

    /**
     * @param address an address
     * @return its name, or the address as text when it has none, or empty when that could not be found out
     */
    public static String host(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean four = address instanceof Inet4Address;
        ByteBuffer sockaddr = ByteBuffer.allocate(four ? SOCKADDR_IN : SOCKADDR_IN6).order(ByteOrder.nativeOrder());
        sockaddr.putShort(0, (short) (four ? AF_INET : AF_INET6));
        sockaddr.put(four ? 4 : 8, bytes);
        byte[] host = new byte[HOST_MAX];
        int error = Calls.getnameinfo(sockaddr.array(), sockaddr.capacity(), host, HOST_MAX - 1, null, 0, 0);
        int length = 0;
        while (error == 0 && host[length] != 0) {
            length++;
        }
        return new String(host, 0, length, StandardCharsets.UTF_8);
    }

    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        private Calls() {
        }

        static native int getnameinfo(byte[] address, int length, byte[] host, int hostLength, byte[] service,
                int serviceLength, int flags);
    }
}
