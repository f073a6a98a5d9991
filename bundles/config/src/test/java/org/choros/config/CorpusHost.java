package org.choros.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The machine on which the corpus was recorded (vectors/conf/README.md), with files from the class path. */
final class CorpusHost implements HostEnvironment {
    static final String ROOT = "/vectors/conf/";

    private static final HostFault MISSING = new HostFault("No such file or directory", 2);
    private static final Map<String, List<String>> NAMES = Map.of("localhost", List.of("127.0.0.1"), "node1",
            List.of("10.77.0.1"), "node2", List.of("10.77.0.2"), "node3", List.of("10.77.0.3"), "node1-b",
            List.of("10.78.0.1"), "node2-b", List.of("10.78.0.2"), "node3-b", List.of("10.78.0.3"), "node1-6",
            List.of("fd77::1"), "node2-6", List.of("fd77::2"), "dual", List.of("10.77.0.1", "fd77::1"));

    private final Map<String, byte[]> files = new HashMap<>();
    private final Map<String, String> variables = new HashMap<>();
    private final List<String> opened = new ArrayList<>();
    private boolean keyReadable;
    private String nodeName = "node1";

    CorpusHost() {
        byte[] key = new byte[128];
        Arrays.fill(key, (byte) 7);
        files.put("/etc/corosync/authkey", key);
    }

    CorpusHost file(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    CorpusHost without(String path) {
        files.remove(path);
        return this;
    }

    CorpusHost named(String name) {
        nodeName = name;
        return this;
    }

    CorpusHost keyReadable() {
        keyReadable = true;
        return this;
    }

    CorpusHost with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    List<String> openedLogFiles() {
        return opened;
    }

    static byte[] resource(String name) throws IOException {
        try (InputStream in = CorpusHost.class.getResourceAsStream(ROOT + name)) {
            return in == null ? null : in.readAllBytes();
        }
    }

    @Override
    public byte[] read(String path, int limit) throws HostFault {
        byte[] content = files.get(path);
        try {
            content = content == null && !path.startsWith("/") ? resource(path) : content;
        } catch (IOException e) {
            throw new HostFault(e.getMessage(), 5);
        }
        if (content == null) {
            throw MISSING;
        }
        return Arrays.copyOf(content, Math.min(limit, content.length));
    }

    @Override
    public List<String> files(String directory) {
        List<String> found = new ArrayList<>();
        for (String path : files.keySet()) {
            if (path.startsWith(directory + "/")) {
                found.add(path);
            }
        }
        return found;
    }

    @Override
    public boolean readableByOthers(String path) {
        return keyReadable;
    }

    @Override
    public void openLogFile(String path) throws HostFault {
        if (path.startsWith("/nonexistent/") || path.isEmpty()) {
            throw MISSING;
        }
        opened.add(path);
    }

    @Override
    public void enterDirectory(String path) throws HostFault {
        if (path.startsWith("/nonexistent")) {
            throw MISSING;
        }
    }

    @Override
    public List<InetAddress> resolve(String name, Family family) {
        List<InetAddress> found = new ArrayList<>();
        boolean numeric = name.matches("[0-9]+(\\.[0-9]+){3}") || name.matches("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
        for (String text : numeric ? List.of(name) : NAMES.getOrDefault(name, List.of())) {
            try {
                InetAddress address = InetAddress.getByName(text);
                if (Addresses.isV6(address) == (family == Family.IPV6)) {
                    found.add(address);
                }
            } catch (UnknownHostException e) {
                return List.of();
            }
        }
        return found;
    }

    @Override
    public String nameOf(InetAddress address) {
        for (Map.Entry<String, List<String>> e : NAMES.entrySet()) {
            if (!e.getKey().equals("dual") && e.getValue().contains(Addresses.text(address))) {
                return e.getKey();
            }
        }
        return null;
    }

    @Override
    public List<LocalAddress> localAddresses() {
        try {
            return List.of(new LocalAddress(InetAddress.getByName("127.0.0.1"), 8),
                    new LocalAddress(InetAddress.getByName("10.77.0.1"), 24),
                    new LocalAddress(InetAddress.getByName("10.78.0.1"), 24),
                    new LocalAddress(InetAddress.getByName("::1"), 128),
                    new LocalAddress(InetAddress.getByName("fd77::1"), 64),
                    new LocalAddress(InetAddress.getByName("fd78::1"), 64));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String nodeName() {
        return nodeName;
    }

    @Override
    public long userId(String name) {
        return switch (name) {
            case "root" -> 0;
            case "daemon" -> 1;
            case "nobody" -> 65_534;
            default -> -1;
        };
    }

    @Override
    public long groupId(String name) {
        return switch (name) {
            case "root" -> 0;
            case "daemon" -> 1;
            case "nogroup" -> 65_534;
            default -> -1;
        };
    }

    @Override
    public String variable(String name) {
        return variables.get(name);
    }
}
