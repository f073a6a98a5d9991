package org.choros.wire.ipc;

/** Results in the headers of replies (cs_error_t). Success is 1, not 0. */
public final class IpcError {
    /** Success. */
    public static final int OK = 1;
    /** The connection or the library failed. */
    public static final int LIBRARY = 2;
    /** Unknown version. */
    public static final int VERSION = 3;
    /** Initialisation failed. */
    public static final int INIT = 4;
    /** Took too long. */
    public static final int TIMEOUT = 5;
    /** Not now. */
    public static final int TRY_AGAIN = 6;
    /** A parameter is wrong. */
    public static final int INVALID_PARAM = 7;
    /** Out of memory. */
    public static final int NO_MEMORY = 8;
    /** Unknown handle. */
    public static final int BAD_HANDLE = 9;
    /** In use. */
    public static final int BUSY = 10;
    /** Not permitted. */
    public static final int ACCESS = 11;
    /** Not there. */
    public static final int NOT_EXIST = 12;
    /** The name is too long, or cannot be one. */
    public static final int NAME_TOO_LONG = 13;
    /** Already there. */
    public static final int EXIST = 14;
    /** No room. */
    public static final int NO_SPACE = 15;
    /** Interrupted. */
    public static final int INTERRUPT = 16;
    /** No such name. */
    public static final int NAME_NOT_FOUND = 17;
    /** Resources are missing. */
    public static final int NO_RESOURCES = 18;
    /** Not supported. */
    public static final int NOT_SUPPORTED = 19;
    /** Not allowed in this state. */
    public static final int BAD_OPERATION = 20;
    /** Failed. */
    public static final int FAILED_OPERATION = 21;
    /** A message was bad. */
    public static final int MESSAGE_ERROR = 22;
    /** The queue is full. */
    public static final int QUEUE_FULL = 23;
    /** There is no queue. */
    public static final int QUEUE_NOT_AVAILABLE = 24;
    /** Unknown flags. */
    public static final int BAD_FLAGS = 25;
    /** Too big. */
    public static final int TOO_BIG = 26;
    /** No more items. */
    public static final int NO_SECTIONS = 27;
    /** Unknown context. */
    public static final int CONTEXT_NOT_FOUND = 28;
    /** Too many groups. */
    public static final int TOO_MANY_GROUPS = 30;
    /** Refused for security. */
    public static final int SECURITY = 100;

    private IpcError() {
    }
}
