package org.choros.node.isolation;

/** What an engine threw, read on its own thread: its words are not trusted on the ring thread. */
final class EngineFault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int TEXT_MAX = 512;

    private EngineFault(String text, StackTraceElement[] at) {
        super(text, null, false, true);
        setStackTrace(at);
    }

    static EngineFault of(Throwable thrown) {
        String text;
        StackTraceElement[] at = {};
        try {
            text = String.valueOf(thrown);
            at = thrown.getStackTrace();
        } catch (RuntimeException | Error e) {
            text = thrown.getClass().getName();
        }
        return new EngineFault(text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) : text, at);
    }

    @Override
    public String toString() {
        return getMessage();
    }
}
