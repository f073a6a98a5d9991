package org.choros.itests.fuzz;

import java.util.List;
import java.util.stream.Collectors;

/** All targets by name. */
public final class Targets {
    private Targets() {
    }

    /** @return new ones, in the order in which they are run */
    public static List<Target> all() {
        return List.of(new PacketTarget(), new RequestTarget(), new ReplyTarget(), new ExecTarget(), new QbTarget(),
                new EnvelopeTarget(), new FrameTarget(), new ConfTarget(), new ClientTarget(), new SessionTarget(),
                new SocketTarget(), new SealedTarget(),
                new CoreTarget("alone", 0), new CoreTarget("core", CoreTarget.COMPANY),
                new CoreTarget("links", CoreTarget.COMPANY | CoreTarget.LINKS));
    }

    /**
     * @param name a name
     * @return the target
     * @throws IllegalArgumentException when there is none of that name
     */
    public static Target named(String name) {
        return all().stream().filter(t -> t.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no target " + name + ", there are: "
                        + all().stream().map(Target::name).collect(Collectors.joining(" "))));
    }
}
