package org.choros.node.isolation;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What an engine asks for, on its way to the ring thread. The engine's thread adds, the ring thread takes; nobody waits
 * here. Messages of a synchronisation overtake what was sent before it, as they do in the ring's own queue. The bounds
 * are those of {@link Limits}.
 */
final class Outbox {
    /** Something to be done on the ring thread, and how many bytes it holds. */
    private record Command(int bytes, Runnable task) {
    }

    private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
    private final AtomicInteger commandCount = new AtomicInteger();
    private final AtomicLong commandBytes = new AtomicLong();
    private final Queue<ByteBuffer> synced = new ConcurrentLinkedQueue<>();
    private final Queue<ByteBuffer> ordinary = new ConcurrentLinkedQueue<>();
    private final AtomicInteger messageCount = new AtomicInteger();
    private final AtomicLong messageBytes = new AtomicLong();

    // --- the engine's thread

    boolean hasRoomForCommand() {
        return commandCount.get() < Limits.COMMANDS_MAX && commandBytes.get() < Limits.COMMAND_BYTES_MAX;
    }

    void command(int bytes, Runnable task) {
        commandCount.incrementAndGet();
        commandBytes.addAndGet(bytes);
        commands.add(new Command(bytes, task));
    }

    boolean hasRoom(int bytes) {
        return messageCount.get() < Limits.MESSAGES_MAX && messageBytes.get() + bytes <= Limits.MESSAGE_BYTES_MAX;
    }

    void message(boolean ofSynchronisation, ByteBuffer copy) {
        messageCount.incrementAndGet();
        messageBytes.addAndGet(copy.remaining());
        (ofSynchronisation ? synced : ordinary).add(copy);
    }

    // --- the ring thread

    boolean hasCommands() {
        return !commands.isEmpty();
    }

    /** The next thing to be done, or null. */
    Runnable nextCommand() {
        Command c = commands.poll();
        if (c == null) {
            return null;
        }
        commandCount.decrementAndGet();
        commandBytes.addAndGet(-c.bytes());
        return c.task();
    }

    boolean hasMessages(boolean ofSynchronisation) {
        return !(ofSynchronisation ? synced : ordinary).isEmpty();
    }

    ByteBuffer firstMessage(boolean ofSynchronisation) {
        return (ofSynchronisation ? synced : ordinary).peek();
    }

    void removeMessage(boolean ofSynchronisation) {
        ByteBuffer sent = (ofSynchronisation ? synced : ordinary).remove();
        messageCount.decrementAndGet();
        messageBytes.addAndGet(-sent.remaining());
    }
}
