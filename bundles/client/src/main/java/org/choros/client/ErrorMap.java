package org.choros.client;

import org.choros.base.CsError;
import org.choros.posix.Errno;

/** What errors of the system mean to applications; the same mapping as the C library's. */
final class ErrorMap {
    private static final int ENODEV = 19;
    private static final int EBUSY = 16;
    private static final int EEXIST = 17;
    private static final int ENOMSG = 42;
    private static final int EBADE = 52;
    private static final int ETIME = 62;
    private static final int EBADMSG = 74;
    private static final int EOVERFLOW = 75;
    private static final int E2BIG = 7;
    private static final int ENOTSUP = 95;

    private ErrorMap() {
    }

    static CsError of(int errno) {
        return switch (errno) {
            case Errno.EBADF -> CsError.BAD_HANDLE;
            case Errno.ENOMEM -> CsError.NO_MEMORY;
            case ENOMSG, Errno.ENOBUFS, Errno.ETIMEDOUT, Errno.EAGAIN -> CsError.TRY_AGAIN;
            case EBADE -> CsError.FAILED_OPERATION;
            case ETIME -> CsError.TIMEOUT;
            case Errno.EINVAL -> CsError.INVALID_PARAM;
            case EBUSY -> CsError.BUSY;
            case Errno.EACCES -> CsError.ACCESS;
            case EOVERFLOW -> CsError.NAME_TOO_LONG;
            case EEXIST -> CsError.EXIST;
            case Errno.ENOSPC -> CsError.NO_SPACE;
            case Errno.EINTR -> CsError.INTERRUPT;
            case Errno.ENOENT, ENODEV -> CsError.NOT_EXIST;
            case Errno.ENOSYS, ENOTSUP -> CsError.NOT_SUPPORTED;
            case EBADMSG -> CsError.MESSAGE_ERROR;
            case Errno.EMSGSIZE, E2BIG -> CsError.TOO_BIG;
            default -> CsError.LIBRARY;
        };
    }
}
