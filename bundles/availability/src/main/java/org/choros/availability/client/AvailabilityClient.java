package org.choros.availability.client;

import java.nio.ByteBuffer;

import org.choros.availability.Availability;
import org.choros.availability.AvailabilityListener;
import org.choros.availability.AvailabilityStatus;
import org.choros.availability.GroupDefinition;
import org.choros.availability.Operation;
import org.choros.availability.OperationOutcome;
import org.choros.availability.Target;
import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.Tracking;
import org.choros.client.ChorosClient;
import org.choros.client.ServiceClient;
import org.choros.client.ServiceHandler;
import org.choros.engine.amf.ipc.AmfReply;
import org.choros.engine.amf.ipc.AmfRequest;
import org.choros.engine.amf.ipc.AmfStatus;
import org.choros.wire.ipc.IpcError;

/**
 * {@link Availability} over one connection to a node. When that was lost, and the client's options have it made again,
 * listeners go on, told that they have missed something.
 */
public final class AvailabilityClient implements Availability {
    /** More than the longest status: who says so is no node of ours. */
    private static final int STATUS_MAX = 1 << 27;

    private final ServiceClient service;
    private final Watches watches;
    /** One status at a time is read part by part. */
    private final Object reading = new Object();

    /**
     * @param client how to reach the node; its options say how long calls take, and whether the connection outlives the
     *            node
     * @throws ChorosException LIBRARY when there is no node or it keeps nothing available, TRY_AGAIN when it is
     *             starting, ACCESS when we may not, NOT_SUPPORTED when a node of this JVM has no such service
     */
    public AvailabilityClient(ChorosClient client) throws ChorosException {
        watches = new Watches();
        service = client.service(AmfRequest.SERVICE, new ServiceHandler() {
            @Override
            public void event(ByteBuffer message) {
                watches.event(message);
            }

            @Override
            public void lost() {
                watches.lost();
            }

            @Override
            public void reconnected() throws ChorosException {
                watches.reconnected();
            }
        });
        watches.begin(service);
        service.begin();
    }

    @Override
    public AvailabilityStatus status() throws ChorosException {
        synchronized (reading) {
            ByteBuffer all = null;
            do {
                int from = all == null ? 0 : all.position();
                AmfReply.Part part = AmfReply.Part.decode(service.call(new AmfRequest.Status(from)));
                boolean fits = part != null && part.bytes().length > 0 && part.total() > 0
                        && part.total() <= STATUS_MAX && from + (long) part.bytes().length <= part.total()
                        && (all == null || part.total() == all.limit());
                if (!fits) {
                    throw malformed();
                }
                all = all == null ? ByteBuffer.allocate(part.total()) : all;
                all.put(part.bytes());
            } while (all.hasRemaining());
            AmfStatus status = AmfStatus.decode(all.flip());
            if (status == null) {
                throw malformed();
            }
            return Statuses.of(status);
        }
    }

    private static ChorosException malformed() {
        return new ChorosException(CsError.LIBRARY, AmfRequest.SERVICE + " sent a malformed message");
    }

    @Override
    public OperationOutcome operate(Operation operation, Target target, String unit) throws ChorosException {
        if (target.name().length() > AmfRequest.TEXT_MAX / 2 || unit.length() > AmfRequest.TEXT_MAX / 2) {
            return tooLong();
        }
        return ordered(new AmfRequest.Operate(operation.ordinal(), target.toString(), unit));
    }

    @Override
    public OperationOutcome declare(GroupDefinition group) throws ChorosException {
        return group.name().length() > AmfRequest.TEXT_MAX
                ? tooLong()
                : ordered(new AmfRequest.Declare(group.name(), group.keys()));
    }

    @Override
    public OperationOutcome withdraw(String name) throws ChorosException {
        return name.length() > AmfRequest.TEXT_MAX ? tooLong() : ordered(new AmfRequest.Withdraw(name));
    }

    private static OperationOutcome tooLong() {
        return new OperationOutcome(CsError.NAME_TOO_LONG, "no name is that long");
    }

    private OperationOutcome ordered(AmfRequest request) throws ChorosException {
        AmfReply.Operated reply = AmfReply.Operated.decode(service.ask(request));
        if (reply == null) {
            throw malformed();
        }
        boolean unexplained = reply.error() != IpcError.OK && reply.why().isEmpty();
        return new OperationOutcome(CsError.of(reply.error()),
                unexplained ? "the node refuses the request" : reply.why());
    }

    @Override
    public void alive(String workload, String component) throws ChorosException {
        service.call(new AmfRequest.Report(workload, component, false, ""));
    }

    @Override
    public void failed(String workload, String component, String why) throws ChorosException {
        service.call(new AmfRequest.Report(workload, component, true, why));
    }

    @Override
    public Tracking watch(AvailabilityListener listener) throws ChorosException {
        return watches.watch(listener);
    }

    @Override
    public void close() {
        watches.close();
        service.close();
    }
}
