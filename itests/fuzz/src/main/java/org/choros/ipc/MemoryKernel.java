package org.choros.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

import org.choros.itests.fuzz.OracleException;
import org.choros.posix.Errno;
import org.choros.posix.Fault;
import org.choros.posix.ForeignFile;
import org.choros.posix.PeerCredentials;
import org.choros.posix.PosixException;
import org.choros.posix.StreamListener;
import org.choros.posix.StreamSocket;
import org.choros.posix.UnixAddress;

/** Sockets, files and descriptors in memory, all of them counted; what may run out runs out when a test wants it. */
final class MemoryKernel implements Kernel {
    static final Path SHARED_MEMORY = Path.of("/dev/shm");
    /** Bytes that wait for a client in a stream, when nothing is short. */
    static final int STREAM_ROOM = 64 * 1024;
    private static final int BACKLOG = 128;
    private static final int FIRST_FD = 3;
    private static final int KEPT_MAX = 64;
    /** Buffers of files, used again for the next input: making them costs more than an input. */
    private static final Map<Integer, Queue<ByteBuffer>> KEPT = new HashMap<>();

    private final Map<Integer, MemoryReactor.Source> descriptors = new HashMap<>();
    private final MemoryReactor reactor = new MemoryReactor(descriptors);
    private final Map<String, Listener> listeners = new HashMap<>();
    private final Map<String, MemoryDatagram> datagrams = new HashMap<>();
    private final Map<String, MemoryFile> files = new HashMap<>();
    private final Map<String, Integer> owners = new HashMap<>();
    private final Set<MemoryFolder> folders = new HashSet<>();
    private final Queue<ByteBuffer> used = new ArrayDeque<>();
    private int streamRoom = STREAM_ROOM;
    private int descriptorsMax = Integer.MAX_VALUE;
    private int mappings;
    private int made;
    private boolean full;

    MemoryReactor reactor() {
        return reactor;
    }

    // --- descriptors

    int descriptors() {
        return descriptors.size();
    }

    int mappings() {
        return mappings;
    }

    int folders() {
        return folders.size();
    }

    /** No more than so many from now on. */
    void descriptorsMax(int most) {
        descriptorsMax = most;
    }

    /** Whether whoever connects may find that there is something missing for him. */
    boolean isShort() {
        return full || descriptorsMax != Integer.MAX_VALUE || streamRoom < STREAM_ROOM || reactor.isFull();
    }

    /** Whether there is no space for more files; those that there are have theirs. */
    void full(boolean on) {
        full = on;
    }

    /** Bytes that wait for a client in a stream that is made from now on. */
    void streamRoom(int bytes) {
        streamRoom = bytes;
    }

    private int open(MemoryReactor.Source source, String call) throws PosixException {
        if (descriptors.size() >= descriptorsMax) {
            throw Fault.of(call, Errno.EMFILE);
        }
        int fd = FIRST_FD;
        while (descriptors.containsKey(fd)) {
            fd++;
        }
        descriptors.put(fd, source);
        return fd;
    }

    void closed(int fd) {
        OracleException.require(descriptors.remove(fd) != null, () -> "descriptor " + fd + " is closed twice");
        OracleException.require(!reactor.isWatched(fd), () -> "descriptor " + fd + " is closed before its watch");
    }

    // --- streams

    private final class Listener implements StreamListener, MemoryReactor.Source {
        private final Queue<MemoryStream> backlog = new ArrayDeque<>();
        private final String name;
        private int fd;

        Listener(String name) throws PosixException {
            this.name = name;
            fd = open(this, "socket");
        }

        @Override
        public boolean isReadable() {
            return !backlog.isEmpty();
        }

        @Override
        public boolean isHungUp() {
            return false;
        }

        @Override
        public int fd() {
            return fd;
        }

        @Override
        public Optional<StreamSocket> accept() throws PosixException {
            MemoryStream first = backlog.peek();
            if (first == null) {
                return Optional.empty();
            }
            int descriptor = open(first, "accept");
            backlog.remove();
            return Optional.of(first.accepted(descriptor));
        }

        @Override
        public void close() {
            if (fd >= 0) {
                listeners.remove(name, this);
                backlog.forEach(MemoryStream::refuse);
                closed(fd);
                fd = -1;
            }
        }
    }

    @Override
    public StreamListener listen(UnixAddress address, int backlog) throws PosixException {
        String name = address.toString().substring(1);
        if (listeners.containsKey(name)) {
            throw Fault.of("bind", Errno.EADDRINUSE);
        }
        Listener listener = new Listener(name);
        listeners.put(name, listener);
        return listener;
    }

    /** A client connects; null when it is refused, or too many wait. */
    MemoryStream connect(String name) {
        Listener listener = listeners.get(name);
        if (listener == null || listener.backlog.size() > BACKLOG) {
            return null;
        }
        MemoryStream stream = new MemoryStream(this, streamRoom);
        listener.backlog.add(stream);
        return stream;
    }

    // --- datagrams

    MemoryDatagram datagram(String name) {
        return datagrams.get(name);
    }

    /** A client's socket; null when the name is taken. */
    MemoryDatagram bind(String name, PeerCredentials owner) {
        MemoryDatagram socket = new MemoryDatagram(this, name, owner, -1);
        return datagrams.putIfAbsent(name, socket) == null ? socket : null;
    }

    MemoryDatagram serverSocket(String name) throws PosixException {
        if (datagrams.containsKey(name)) {
            throw Fault.of("bind", Errno.EADDRINUSE);
        }
        MemoryReactor.Source[] self = new MemoryReactor.Source[1];
        int fd = open(new MemoryReactor.Source() {
            @Override
            public boolean isReadable() {
                return self[0].isReadable();
            }

            @Override
            public boolean isHungUp() {
                return self[0].isHungUp();
            }
        }, "socket");
        MemoryDatagram socket = new MemoryDatagram(this, name, new PeerCredentials(1, 0, 0), fd);
        self[0] = socket;
        datagrams.put(name, socket);
        return socket;
    }

    void closed(String name, MemoryDatagram socket) {
        datagrams.remove(name, socket);
    }

    // --- files

    private final class Plain implements MemoryReactor.Source {
        @Override
        public boolean isReadable() {
            return true;
        }

        @Override
        public boolean isHungUp() {
            return false;
        }
    }

    MemoryFile file(String path) {
        return files.get(path);
    }

    /** A file of a client's. */
    MemoryFile make(String path, int size, int uid) {
        MemoryFile file = new MemoryFile(buffer(size));
        files.put(path, file);
        owners.put(path, uid);
        return file;
    }

    void unlink(String path) {
        files.remove(path);
        owners.remove(path);
    }

    /** A file of the server's. */
    MemoryFile create(String path, int size) throws PosixException {
        if (full) {
            throw Fault.of("posix_fallocate", Errno.ENOSPC);
        }
        return make(path, size, 0);
    }

    ForeignFile open(MemoryFile file) throws PosixException {
        int fd = open(new Plain(), "open");
        return file.open(() -> closed(fd));
    }

    Runnable mapped() {
        mappings++;
        return () -> mappings--;
    }

    private ByteBuffer buffer(int size) {
        Queue<ByteBuffer> kept = KEPT.get(size);
        ByteBuffer buffer = kept == null ? null : kept.poll();
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(size);
        } else {
            MemoryFile.clear(buffer, 0, size);
        }
        used.add(buffer);
        return buffer;
    }

    /** At the end: its buffers may be used by another one. */
    void recycle() {
        for (ByteBuffer buffer : used) {
            Queue<ByteBuffer> kept = KEPT.computeIfAbsent(buffer.capacity(), k -> new ArrayDeque<>());
            if (kept.size() < KEPT_MAX && buffer.capacity() <= 1 << 20) {
                kept.add(buffer);
            }
        }
        used.clear();
    }

    @Override
    public Folder folder(String service, int clientPid, int fd) throws IOException {
        if (full) {
            throw Fault.of("mkdir", Errno.ENOSPC);
        }
        MemoryFolder folder = new MemoryFolder(this, SHARED_MEMORY.resolve("qb-1-" + clientPid + "-" + fd + "-"
                + Integer.toString(made++, Character.MAX_RADIX)), service);
        folders.add(folder);
        return folder;
    }

    void removed(MemoryFolder folder) {
        OracleException.require(folders.remove(folder), "a folder is removed twice");
    }

    @Override
    public ForeignFile shared(Path path, int uid, long size) throws IOException {
        MemoryFile file = files.get(path.toString());
        if (file == null) {
            throw new NoSuchFileException(path.toString());
        }
        if (uid != 0 && owners.get(path.toString()) != uid) {
            throw Fault.of("open", Errno.EACCES);
        }
        if (size < 0 || size > file.size()) {
            throw Fault.of("open", Errno.EINVAL);
        }
        ForeignFile open = open(file);
        unlink(path.toString());
        return open;
    }

    @Override
    public int removeStale() {
        return 0;
    }
}
