package org.choros.engine.amf.ipc;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.wire.ipc.IpcMessage;

/** What a client asks of the availability manager. Texts are u16 length and UTF-8. */
public sealed interface AmfRequest extends IpcMessage {
    /** The name of the service's IPC socket. */
    String SERVICE = "choros_availability";
    /** The number of request ids, from 0. */
    int COUNT = 8;
    /** As many operations there are, of the codes 0 to 7. */
    int OPERATIONS = 8;
    /** The longest text of an operation in bytes. */
    int TEXT_MAX = 300;
    /** As many bytes of all keys and values of a declared group together. */
    int DECLARED_MAX = 65_536;
    /** As many keys of a declared group. */
    int DECLARED_KEYS_MAX = 4_096;

    /**
     * @param message a request, position to limit
     * @return what it asks, or null when it is malformed or unknown
     */
    static AmfRequest decode(ByteBuffer message) {
        if (!IpcMessage.isRequest(message)) {
            return null;
        }
        ByteBuffer body = message.slice(message.position() + REQUEST_HEADER, message.remaining() - REQUEST_HEADER);
        return switch (IpcMessage.idOf(message)) {
            case Status.ID -> FieldReader.read(body, r -> new Status(r.u32()));
            case Operate.ID -> Operate.read(body);
            case Watch.ID -> body.hasRemaining() ? null : new Watch();
            case Unwatch.ID -> body.hasRemaining() ? null : new Unwatch();
            case Taken.ID -> FieldReader.read(body, r -> new Taken(r.u64()));
            case Declare.ID -> Declare.read(body);
            case Withdraw.ID -> Withdraw.read(body);
            case Report.ID -> Report.read(body);
            default -> null;
        };
    }

    /** The fields. */
    byte[] fields();

    @Override
    default int size() {
        return REQUEST_HEADER + fields().length;
    }

    @Override
    default void body(ByteBuffer message) {
        message.put(REQUEST_HEADER, fields());
    }

    /**
     * Asks for a part of the {@link AmfStatus}: u32 from. The one from 0 makes the status, the others go on with it.
     *
     * @param from the first byte
     */
    record Status(int from) implements AmfRequest {
        /** Request id. */
        public static final int ID = 0;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public byte[] fields() {
            return new FieldWriter().u32(from).bytes();
        }
    }

    /**
     * Asks for an operation: u8 which, text target, text argument. Answered when it is ordered.
     *
     * @param operation 0 lock, 1 unlock, 2 shutdown, 3 restart, 4 repair, 5 maintenance, 6 move, 7 fenced
     * @param target {@code unit GROUP/UNIT}, {@code group GROUP}, {@code node NAME} or its id, or
     *            {@code workload GROUP/WORKLOAD}
     * @param argument of a move the unit, or empty
     */
    record Operate(int operation, String target, String argument) implements AmfRequest {

        /** Request id. */
        public static final int ID = 1;

        private static Operate read(ByteBuffer body) {
            Operate o = FieldReader.read(body, r -> new Operate(r.u8(OPERATIONS), r.text(), r.text()));
            return o == null || o.target.length() > TEXT_MAX || o.argument.length() > TEXT_MAX ? null : o;
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public byte[] fields() {
            return new FieldWriter().u8(operation).text(target).text(argument).bytes();
        }
    }

    /** Asks to be told of changes from now on. */
    record Watch() implements AmfRequest {
        /** Request id. */
        public static final int ID = 2;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public byte[] fields() {
            return new byte[0];
        }
    }

    /** Ends a {@link Watch}. */
    record Unwatch() implements AmfRequest {
        /** Request id. */
        public static final int ID = 3;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public byte[] fields() {
            return new byte[0];
        }
    }

    /**
     * Changes up to this one were taken, and more may be told: u64 number.
     *
     * @param number of the last event
     */
    record Taken(long number) implements AmfRequest {
        /** Request id. */
        public static final int ID = 4;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public byte[] fields() {
            return new FieldWriter().u64(number).bytes();
        }
    }

    /**
     * Declares a group, or replaces what was declared under its name: text name, list of text key, text value, in the
     * order of the keys. Answered when it is ordered.
     *
     * @param name the group's name; one that is among the keys is the same
     * @param keys its keys as below {@code availability.group.N.}; values are one line each
     */
    record Declare(String name, SortedMap<String, String> keys) implements AmfRequest {

        /** Request id. */
        public static final int ID = 5;
        private static final int LEAST = 4;

        private record Item(String key, String value) {
        }

        /** Keeps a copy. */
        public Declare {
            keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
        }

        private static Declare read(ByteBuffer body) {
            // texts are validated as UTF-8, and what is not between them is small
            return body.remaining() > 2 * DECLARED_MAX ? null : FieldReader.read(body, r -> {
                String name = r.text();
                SortedMap<String, String> keys = new TreeMap<>();
                int bytes = 0;
                String last = "";
                for (Item i : r.list(LEAST, f -> new Item(f.text(), f.text()))) {
                    bytes += FieldWriter.length(i.key) + FieldWriter.length(i.value);
                    boolean fits = i.key.compareTo(last) > 0 && isLine(i.key) && isLine(i.value)
                            && FieldWriter.length(i.value) <= FieldWriter.TEXT_MAX;
                    if (!fits) {
                        return null;
                    }
                    last = i.key;
                    keys.put(i.key, i.value);
                }
                boolean fits = isName(name) && keys.size() <= DECLARED_KEYS_MAX && bytes <= DECLARED_MAX
                        && keys.getOrDefault("name", name).equals(name);
                return fits ? new Declare(name, keys) : null;
            });
        }

        private static boolean isLine(String text) {
            return text.chars().allMatch(c -> c >= ' ' || c == '\t');
        }

        private static boolean isName(String name) {
            return !name.isEmpty() && name.length() <= TEXT_MAX && isLine(name);
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public byte[] fields() {
            return new FieldWriter().text(name)
                    .list(List.copyOf(keys.entrySet()), (w, e) -> w.text(e.getKey()).text(e.getValue())).bytes();
        }
    }

    /**
     * Takes a declared group away: text name. Answered when it is ordered.
     *
     * @param name the group's name
     */
    record Withdraw(String name) implements AmfRequest {

        /** Request id. */
        public static final int ID = 6;

        private static Withdraw read(ByteBuffer body) {
            String name = FieldReader.read(body, FieldReader::text);
            return name == null || !Declare.isName(name) ? null : new Withdraw(name);
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public byte[] fields() {
            return new FieldWriter().text(name).bytes();
        }
    }

    /**
     * A component of this node says how it is: text workload, text component, u8 whether it has failed, text why.
     *
     * @param workload the workload's id
     * @param component its name
     * @param failed whether it has failed; else it is alive
     * @param why why it has failed, for people; else empty
     */
    record Report(String workload, String component, boolean failed, String why) implements AmfRequest {

        /** Request id. */
        public static final int ID = 7;

        private static Report read(ByteBuffer body) {
            Report r = FieldReader.read(body, f -> new Report(f.text(), f.text(), f.u8(2) != 0, f.text()));
            return r == null || r.workload.length() > TEXT_MAX || r.component.length() > TEXT_MAX
                    || r.why.length() > TEXT_MAX || r.why.chars().anyMatch(c -> c < ' ') ? null : r;
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public byte[] fields() {
            return new FieldWriter().text(workload).text(component).u8(failed).text(why).bytes();
        }
    }
}
