package org.choros.engine.amf.ipc;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * All that a node knows of what is kept available, little-endian; texts are u16 length and UTF-8, lists u32 n, then n.
 * Longer texts than 4096 bytes are cut.
 *
 * <pre>
 * u32 node, u8 quorate, text waits for, u64 epoch, u8 configured, u64 configuration's version
 * u64 restarts, u64 failovers, u64 number of the last change, u8 whether components were left out
 * list of nodes: u32 id, text name, u8 present, u8 admin, u8 in doubt, u64 for ms, text why, u8 same configuration,
 *     u64 its version
 * list of groups: text name, text model, u8 admin, u8 needs a quorum, text origin
 * list of units: text id, u32 node, u32 rank, u8 admin, u8 service, text why
 * list of workloads: text id, u32 rank, text wish, text why not active
 * list of assignments: text workload, text unit, u32 node, u8 role, u8 phase, u64 serial
 * list of components: text unit, text workload, text name, u32 node, u8 presence, u32 restarts, text cause
 * list of declared groups that are not in use: text name, text why
 * </pre>
 *
 * @param node who says it
 * @param quorate whether it is quorate
 * @param waitsFor why nothing changes now; empty while it does
 * @param epoch the sequence of the last quorate ring
 * @param configured whether a configuration is in use
 * @param version its {@code totem.config_version}, unsigned
 * @param restarts restarts of components of this node
 * @param failovers how often a workload became active in another unit than before, since this node looks
 * @param change the number of the last change that watchers were told
 * @param cut whether there are more components than are listed
 * @param nodes the nodes of the configuration and those that run the service
 * @param groups the groups
 * @param units their units, each named group/unit
 * @param workloads their workloads, each named group/workload
 * @param assignments which units have which workloads
 * @param components what is known of components
 * @param leftOut groups that are declared and not in use
 */
public record AmfStatus(int node, boolean quorate, String waitsFor, long epoch, boolean configured, long version,
        long restarts, long failovers, long change, boolean cut, List<Member> nodes, List<Group> groups,
        List<Unit> units, List<Workload> workloads, List<Assignment> assignments, List<Component> components,
        List<LeftOut> leftOut) {

    /** As many states of an administration. */
    public static final int ADMINS = 5;
    /** As many kinds of service. */
    public static final int SERVICES = 3;
    /** As many roles. */
    public static final int ROLES = 2;
    /** As many phases. */
    public static final int PHASES = 4;
    /** As many presences. */
    public static final int PRESENCES = 7;
    /** When it is not known for how long. */
    public static final long FOREVER = -1;

    /**
     * A node.
     *
     * @param id its id
     * @param name its name
     * @param present whether it takes part now
     * @param admin 0 unlocked, 1 locked, 2 shutting down, 3 in maintenance, 4 has taken itself out
     * @param inDoubt whether it may run what nobody knows, or what it had
     * @param forMs for how long at most from now, ms, or {@link #FOREVER}
     * @param why what it is in doubt for
     * @param same whether its configuration is the one in use
     * @param version the version of its configuration, unsigned
     */
    public record Member(int id, String name, boolean present, int admin, boolean inDoubt, long forMs, String why,
            boolean same, long version) {
        private static final int LEAST = 28;
    }

    /**
     * A group.
     *
     * @param name its name
     * @param model its redundancy model, as in the configuration
     * @param admin as of a node
     * @param quorum whether it is stopped without a quorum
     * @param origin where it comes from, in words; empty for corosync.conf
     */
    public record Group(String name, String model, int admin, boolean quorum, String origin) {
        private static final int LEAST = 8;
    }

    /**
     * A unit.
     *
     * @param id group/unit
     * @param node its node
     * @param rank its rank
     * @param admin as of a node
     * @param service 0 in service, 1 keeps what it has, 2 out of service
     * @param why why it is not in service
     */
    public record Unit(String id, int node, int rank, int admin, int service, String why) {
        private static final int LEAST = 14;
    }

    /**
     * A workload.
     *
     * @param id group/workload
     * @param rank its rank
     * @param wish the unit that an operator wants it in; empty for none
     * @param why why it is not active
     */
    public record Workload(String id, int rank, String wish, String why) {
        private static final int LEAST = 10;
    }

    /**
     * A unit has a workload.
     *
     * @param workload group/workload
     * @param unit group/unit
     * @param node the node of the unit
     * @param role 0 active, 1 standby
     * @param phase 0 being added, 1 held, 2 being removed, 3 stuck
     * @param serial its number
     */
    public record Assignment(String workload, String unit, int node, int role, int phase, long serial) {
        private static final int LEAST = 18;
    }

    /**
     * A component for a workload in a unit.
     *
     * @param unit group/unit
     * @param workload group/workload
     * @param name its name
     * @param node the node that says so
     * @param presence 0 uninstantiated, 1 instantiating, 2 instantiated, 3 terminating, 4 restarting, 5 instantiation
     *            failed, 6 termination failed
     * @param restarts how often it was restarted
     * @param cause why it failed last; empty for never
     */
    public record Component(String unit, String workload, String name, int node, int presence, int restarts,
            String cause) {
        private static final int LEAST = 17;
    }

    /**
     * A declared group that is not in use.
     *
     * @param name its name
     * @param why why not
     */
    public record LeftOut(String name, String why) {
        private static final int LEAST = 4;
    }

    /** @return it as bytes */
    public byte[] encode() {
        FieldWriter w = new FieldWriter();
        w.u32(node).u8(quorate).text(waitsFor).u64(epoch).u8(configured).u64(version).u64(restarts).u64(failovers)
                .u64(change).u8(cut);
        w.list(nodes, (o, n) -> o.u32(n.id).text(n.name).u8(n.present).u8(n.admin).u8(n.inDoubt).u64(n.forMs)
                .text(n.why).u8(n.same).u64(n.version));
        w.list(groups, (o, g) -> o.text(g.name).text(g.model).u8(g.admin).u8(g.quorum).text(g.origin));
        w.list(units, (o, u) -> o.text(u.id).u32(u.node).u32(u.rank).u8(u.admin).u8(u.service).text(u.why));
        w.list(workloads, (o, l) -> o.text(l.id).u32(l.rank).text(l.wish).text(l.why));
        w.list(assignments, (o, a) -> o.text(a.workload).text(a.unit).u32(a.node).u8(a.role).u8(a.phase)
                .u64(a.serial));
        w.list(components, (o, c) -> o.text(c.unit).text(c.workload).text(c.name).u32(c.node).u8(c.presence)
                .u32(c.restarts).text(c.cause));
        w.list(leftOut, (o, l) -> o.text(l.name).text(l.why));
        return w.bytes();
    }

    /**
     * @param bytes a whole status, position to limit
     * @return it, or null when it is malformed
     */
    public static AmfStatus decode(ByteBuffer bytes) {
        return FieldReader.read(bytes, AmfStatus::parse);
    }

    private static AmfStatus parse(FieldReader r) {
        return new AmfStatus(r.u32(), r.flag(), r.text(), r.u64(), r.flag(), r.u64(), r.u64(), r.u64(), r.u64(),
                r.flag(),
                r.list(Member.LEAST, i -> new Member(i.u32(), i.text(), i.flag(), i.u8(ADMINS), i.flag(), i.u64(),
                        i.text(), i.flag(), i.u64())),
                r.list(Group.LEAST, i -> new Group(i.text(), i.text(), i.u8(ADMINS), i.flag(), i.text())),
                r.list(Unit.LEAST, i -> new Unit(i.text(), i.u32(), i.u32(), i.u8(ADMINS), i.u8(SERVICES), i.text())),
                r.list(Workload.LEAST, i -> new Workload(i.text(), i.u32(), i.text(), i.text())),
                r.list(Assignment.LEAST, i -> new Assignment(i.text(), i.text(), i.u32(), i.u8(ROLES), i.u8(PHASES),
                        i.u64())),
                r.list(Component.LEAST, i -> new Component(i.text(), i.text(), i.text(), i.u32(), i.u8(PRESENCES),
                        i.u32(), i.text())),
                r.list(LeftOut.LEAST, i -> new LeftOut(i.text(), i.text())));
    }
}
