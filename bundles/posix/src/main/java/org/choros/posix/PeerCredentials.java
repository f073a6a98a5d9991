package org.choros.posix;

/**
 * Who is at the other end of a UNIX socket.
 *
 * @param pid the process id, 0 when the kernel does not tell
 * @param uid the user id
 * @param gid the group id
 */
public record PeerCredentials(int pid, int uid, int gid) {
}
