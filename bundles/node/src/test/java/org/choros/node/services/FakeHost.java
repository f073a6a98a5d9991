package org.choros.node.services;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.StatsMap;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.log.LogLevel;

/** A processor whose states a test sets, and which remembers what the table asked of it. */
final class FakeHost implements ServiceHost {
    final IcMap map = new IcMap();
    final StatsMap stats = new StatsMap();
    final List<String> calls = new ArrayList<>();
    final List<String> lines = new ArrayList<>();
    final List<ByteBuffer> sent = new ArrayList<>();
    int dialect = 3;
    boolean synchronising;
    boolean ready = true;
    boolean congested;
    boolean filling;
    int room = 1 << 20;
    long position;
    long togetherNs = 5;
    int[] participants = {1};
    boolean awaits;

    @Override
    public int dialect() {
        return dialect;
    }

    @Override
    public int localNodeId() {
        return 1;
    }

    @Override
    public IcMap map() {
        return map;
    }

    @Override
    public RingIdentity ring() {
        return new RingIdentity(1, 8);
    }

    @Override
    public boolean multicastService(ByteBuffer message) {
        if (message.remaining() > room) {
            return false;
        }
        sent.add(message.duplicate());
        return true;
    }

    @Override
    public boolean roomFor(int bytes) {
        return bytes <= room;
    }

    @Override
    public int longestMessage() {
        return 1 << 20;
    }

    @Override
    public boolean synchronising() {
        return synchronising;
    }

    @Override
    public int[] participants(int service) {
        return participants;
    }

    @Override
    public boolean awaits(int service, int nodeId) {
        return awaits;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long togetherNs() {
        return togetherNs;
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public boolean congested() {
        return congested;
    }

    @Override
    public boolean filling() {
        return filling;
    }

    @Override
    public void log(LogLevel level, String subsystem, String text) {
        lines.add(level.label() + " " + subsystem + " " + text);
    }

    @Override
    public List<InetAddress> addresses(int nodeId) {
        return List.of();
    }

    @Override
    public List<LinkStatus> links() {
        return List.of();
    }

    @Override
    public boolean reachable(int nodeId) {
        return nodeId == 1;
    }

    @Override
    public <T> Optional<T> ability(Class<T> type) {
        return type == StatsMap.class && dialect == 3 ? Optional.of(type.cast(stats)) : Optional.empty();
    }

    @Override
    public String processName(int pid) {
        return "corosync-cmap tl";
    }

    @Override
    public void publish(String name, int service) {
        calls.add("publish " + name + " " + service);
    }

    @Override
    public void withdraw(int service) {
        calls.add("withdraw " + service);
    }

    @Override
    public void flowControl(int service, int level) {
        calls.add("flow " + service + " " + level);
    }

    @Override
    public void servicesChanged() {
        calls.add("changed");
    }
}
