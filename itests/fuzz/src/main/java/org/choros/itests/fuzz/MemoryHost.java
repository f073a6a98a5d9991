package org.choros.itests.fuzz;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.choros.config.HostEnvironment;
import org.choros.config.HostFault;
import org.choros.node.core.Addresses;

/** A machine whose files are in memory; nothing is ever asked of the real one. */
final class MemoryHost implements HostEnvironment {
    private static final HostFault MISSING = new HostFault("No such file or directory", 2);
    private static final InetAddress LOCAL = Addresses.of(new byte[]{10, 77, 0, 1});

    private final Map<String, byte[]> files = new TreeMap<>();

    MemoryHost() {
        files.put("/etc/corosync/authkey", new byte[128]);
    }

    MemoryHost file(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    @Override
    public byte[] read(String path, int limit) throws HostFault {
        byte[] content = files.get(path);
        if (content == null) {
            throw MISSING;
        }
        return Arrays.copyOf(content, Math.min(limit, content.length));
    }

    @Override
    public List<String> files(String directory) {
        return files.keySet().stream().filter(f -> f.startsWith(directory + "/")).toList();
    }

    @Override
    public boolean readableByOthers(String path) {
        return false;
    }

    @Override
    public void openLogFile(String path) throws HostFault {
        if (path.startsWith("/nonexistent/") || path.isEmpty()) {
            throw MISSING;
        }
    }

    @Override
    public void enterDirectory(String path) throws HostFault {
        if (path.startsWith("/nonexistent")) {
            throw MISSING;
        }
    }

    /** Four numbers and a few names; a resolver must not be asked. */
    @Override
    public List<InetAddress> resolve(String name, Family family) {
        if (family == Family.IPV6) {
            return name.equals("fd77::1") ? List.of(ip6(1)) : name.startsWith("fd77") ? List.of(ip6(2)) : List.of();
        }
        if (name.startsWith("node") && name.length() == 5) {
            return List.of(Addresses.of(new byte[]{10, 77, 0, (byte) (name.charAt(4) - '0')}));
        }
        String[] parts = name.split("\\.", -1);
        byte[] raw = new byte[4];
        if (parts.length != raw.length) {
            return List.of();
        }
        for (int i = 0; i < raw.length; i++) {
            if (!parts[i].matches("[0-9]{1,3}") || Integer.parseInt(parts[i]) > 255) {
                return List.of();
            }
            raw[i] = (byte) Integer.parseInt(parts[i]);
        }
        return List.of(Addresses.of(raw));
    }

    private static InetAddress ip6(int last) {
        byte[] raw = new byte[16];
        raw[0] = (byte) 0xfd;
        raw[1] = 0x77;
        raw[15] = (byte) last;
        return Addresses.of(raw);
    }

    @Override
    public String nameOf(InetAddress address) {
        return address.equals(LOCAL) ? "node1" : null;
    }

    @Override
    public List<LocalAddress> localAddresses() {
        return List.of(new LocalAddress(Addresses.of(new byte[]{127, 0, 0, 1}), 8), new LocalAddress(LOCAL, 24),
                new LocalAddress(ip6(1), 64));
    }

    @Override
    public String nodeName() {
        return "node1";
    }

    @Override
    public long userId(String name) {
        return name.equals("root") ? 0 : -1;
    }

    @Override
    public long groupId(String name) {
        return name.equals("root") ? 0 : -1;
    }

    @Override
    public String variable(String name) {
        return null;
    }
}
