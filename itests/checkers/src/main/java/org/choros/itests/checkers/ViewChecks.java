package org.choros.itests.checkers;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** V6: the views of process groups. */
final class ViewChecks {
    /** A view that says that somebody has gone by himself: judged when all logs are read. */
    private record Said(long sinceNs, long nowNs, Client client, List<Client> lives, Reason reason) {
        Client who() {
            return lives.get(lives.size() - 1);
        }

        LongList times(Client life) {
            return reason == Reason.LEAVE ? life.leavesNs : life.endsNs;
        }

        /** Whether one of these times is between its last coming but one (it may be back already) and its going. */
        boolean within(LongList timesNs, long fromNs, long slackNs) {
            for (int i = 0; i < timesNs.size(); i++) {
                long t = timesNs.get(i);
                if (t <= nowNs + slackNs && (fromNs == Long.MIN_VALUE || t >= fromNs - slackNs)) {
                    return true;
                }
            }
            return false;
        }
    }

    private final World world;
    private final List<Said> said = new ArrayList<>();
    private long views;

    ViewChecks(World world) {
        this.world = world;
    }

    long views() {
        return views;
    }

    void view(long nowNs, Client client, CpgView view) {
        views++;
        client.kind.viewed = true;
        Set<Address> members = new TreeSet<>(view.members());
        Set<Address> joined = addresses(view.joined());
        Set<Address> left = addresses(view.left());
        String who = client + " sees " + view;
        if (members.size() != view.members().size() || joined.size() != view.joined().size()
                || left.size() != view.left().size()) {
            world.violated(Property.V6, nowNs, who + ": somebody is in a list twice");
        }
        checkDifference(nowNs, client, members, joined, left, who);
        view.joined().forEach(c -> checkJoined(nowNs, client, c, who));
        view.left().forEach(c -> checkLeft(nowNs, client, c, who));
        remember(nowNs, client, view, members, left);
    }

    private static Set<Address> addresses(List<CpgView.Change> changes) {
        Set<Address> all = new TreeSet<>();
        changes.forEach(c -> all.add(c.address()));
        return all;
    }

    private void checkDifference(long nowNs, Client client, Set<Address> members, Set<Address> joined,
            Set<Address> left, String who) {
        if (joined.stream().anyMatch(left::contains)) {
            world.violated(Property.V6, nowNs, who + ": somebody joins and leaves at once");
        } else if (client.members == null) {
            if (!joined.contains(client.address) || !members.containsAll(joined) || !left.isEmpty()) {
                world.violated(Property.V6, nowNs, who + " as its first view: its own join is expected");
            }
        } else {
            Set<Address> expected = new TreeSet<>(client.members);
            boolean strange = joined.stream().anyMatch(expected::contains) || !expected.containsAll(left);
            expected.addAll(joined);
            expected.removeAll(left);
            if (strange || !expected.equals(members)) {
                world.violated(Property.V6, nowNs, who + ", the view before was " + client.members);
            }
        }
    }

    private void checkJoined(long nowNs, Client client, CpgView.Change change, String who) {
        int node = change.address().node();
        if (change.reason() != Reason.JOIN && change.reason() != Reason.NODEUP) {
            world.violated(Property.V6, nowNs, who + ": " + change.reason() + " is no reason to join");
        } else if (change.reason() == Reason.NODEUP && hasStayed(client, node)) {
            world.violated(Property.V6, nowNs, who + ": node " + Integer.toUnsignedString(node)
                    + " was there all the time");
        }
    }

    private void checkLeft(long nowNs, Client client, CpgView.Change change, String who) {
        int node = change.address().node();
        switch (change.reason()) {
            case NODEDOWN -> {
                if (hasStayed(client, node)) {
                    world.violated(Property.V6, nowNs, who + ": node " + Integer.toUnsignedString(node)
                            + " was there all the time");
                }
            }
            case LEAVE, PROCDOWN -> {
                List<Client> lives = find(client.group, change.address());
                if (!lives.isEmpty() && !client.untold.contains(node)) {
                    Client gone = lives.get(lives.size() - 1);
                    said.add(new Said(gone.openedBeforeNs, nowNs, client, lives, change.reason()));
                    if (world.options.slackNs() == 0) {
                        judge();
                    }
                }
            }
            default -> world.violated(Property.V6, nowNs, who + ": " + change.reason() + " is no reason to go");
        }
    }

    /** Whether a node has been with us in the last synchronisation and on every ring since. */
    private static boolean hasStayed(Client client, int node) {
        Life life = client.life;
        return life.synchronisedWith.contains(node) && life.ring != null && Ids.contains(life.ring.members, node);
    }

    /** All that a process was in a group, the latest last: it may have outlived its node's daemon. */
    private List<Client> find(String group, Address address) {
        List<Client> found = new ArrayList<>();
        for (Client c : world.groups.get(group)) {
            if (c.address.equals(address)) {
                found.add(c);
            }
        }
        return found;
    }

    /** Who is said to have left has asked for it; who is said to have ended has. */
    void judge() {
        for (Said s : said) {
            if (!isExplained(s)) {
                world.violated(Property.V6, s.nowNs, s.client + " sees that " + s.who() + (s.reason == Reason.LEAVE
                        ? " has left, which did not ask for it"
                        : " has ended, which has not"));
            }
        }
        said.clear();
    }

    private boolean isExplained(Said s) {
        long slackNs = world.options.slackNs();
        Client latest = s.who();
        LongList asked = s.times(latest);
        if (s.within(asked, s.sinceNs, slackNs) || s.reason == Reason.PROCDOWN
                && latest.life.endedNs <= s.nowNs + slackNs) {
            return true;
        }
        // Logs of several hosts: who was cut off may be told of the last going while its process is in the next life.
        return slackNs > 0 && s.lives.stream().anyMatch(c -> c != latest
                && s.within(s.times(c), Math.max(s.client.openedNs, c.openedBeforeNs), slackNs));
    }

    private void remember(long nowNs, Client client, CpgView view, Set<Address> members, Set<Address> left) {
        long item = item(view, members);
        if (client.members == null) {
            boolean synchronised = client.synchronisedAt != Integer.MAX_VALUE;
            client.startRing();
            client.joinItem = item;
            client.synchronisedAt = synchronised ? 0 : Integer.MAX_VALUE;
        }
        client.items.add(item);
        view.left().stream().filter(c -> c.reason() == Reason.NODEDOWN).forEach(c -> client.gone.add(c.address()));
        client.memberSince.keySet().retainAll(members);
        members.forEach(m -> client.memberSince.putIfAbsent(m, nowNs));
        client.members = members;
        if (left.contains(client.address)) {
            client.members = null;
            client.memberSince.clear();
        }
    }

    private static long item(CpgView view, Set<Address> members) {
        long hash = 17;
        for (Address a : members) {
            hash = hash * 0x9E3779B97F4A7C15L + a.hashCode();
        }
        Set<String> changes = new HashSet<>();
        view.joined().forEach(c -> changes.add("+" + c));
        view.left().forEach(c -> changes.add("-" + c));
        return (hash * 31 + changes.hashCode()) * 0x9E3779B97F4A7C15L | Long.MIN_VALUE;
    }

    /** After a synchronisation only processes of the ring's nodes are left. */
    void synchronised(long nowNs, Client client, RingRecord ring) {
        if (client.members == null) {
            return;
        }
        for (Address a : client.members) {
            if (!Ids.contains(ring.members, a.node())) {
                world.violated(Property.V6, nowNs, client + " still sees " + a + ", whose node is not on ring " + ring);
            }
        }
    }

    /** At the end everybody sees everybody. */
    void settled(long nowNs) {
        judge();
        world.groups.forEach((name, clients) -> {
            boolean viewed = clients.stream().anyMatch(c -> c.members != null);
            Set<Address> there = new TreeSet<>();
            clients.stream().filter(Client::isThere).forEach(c -> there.add(c.address));
            for (Client c : clients) {
                if (viewed && c.isThere() && !there.equals(c.members)) {
                    world.violated(Property.V6, nowNs, c + " sees " + c.members + " at the end, there are " + there);
                }
            }
        });
    }
}
