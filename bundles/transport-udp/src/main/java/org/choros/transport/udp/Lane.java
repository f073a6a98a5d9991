package org.choros.transport.udp;

/** The way a packet came. */
enum Lane {
    /** By multicast or broadcast, or over the one socket of udpu. */
    GROUP,
    /** By multicast, and read out because a token came behind it. */
    BEFORE_TOKEN,
    /** To our unicast address over udp: a token. */
    TOKEN
}
