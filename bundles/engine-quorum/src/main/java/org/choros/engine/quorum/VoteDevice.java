package org.choros.engine.quorum;

import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.log.LogLevel;
import org.choros.wire.exec.VoteDeviceRegister;
import org.choros.wire.exec.VoteDeviceRename;
import org.choros.wire.exec.VoteNodeInfo;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.VoteQuorumReply;

/**
 * The quorum device of a node: unregistered, registered, alive between its polls. A synchronisation waits for the poll
 * that names the new ring, but no longer than the synchronisation timeout.
 */
final class VoteDevice {
    private static final long NS_PER_MS = 1_000_000;

    private final VotequorumEngine engine;
    private final VoteSettings settings;
    private final Electorate electorate;
    private String name = "";
    private ClientSession registering;
    private long deadlineNs = ServiceEngine.NO_DEADLINE;
    private boolean awaited;

    VoteDevice(VotequorumEngine engine, VoteSettings settings, Electorate electorate) {
        this.engine = engine;
        this.settings = settings;
        this.electorate = electorate;
    }

    String name() {
        return name;
    }

    boolean awaited() {
        return awaited;
    }

    long nextDeadlineNs() {
        return deadlineNs;
    }

    private boolean registered() {
        return electorate.us().has(VoteNodeInfo.DEVICE_REGISTERED);
    }

    /**
     * @param session who asks
     * @param wanted the device's name
     * @return the error to answer now, or 0 to answer when the message has come back
     */
    int register(ClientSession session, String wanted) {
        if (!settings.deviceCanOperate) {
            engine.log(LogLevel.INFO, "Registration of quorum device is disabled by incorrect corosync.conf."
                    + " See logs for more information");
            return IpcError.ACCESS;
        }
        if (registered()) {
            if (!wanted.equals(name)) {
                engine.log(LogLevel.WARNING, "A new qdevice with different name (new: " + wanted + " old: " + name
                        + ") is trying to re-register!");
                return IpcError.EXIST;
            }
            return IpcError.OK;
        }
        if (registering != null) {
            engine.log(LogLevel.WARNING, "Registration request already in progress");
            return IpcError.TRY_AGAIN;
        }
        if (!engine.multicast().offer(new VoteDeviceRegister(true, wanted))) {
            engine.log(LogLevel.WARNING, "Unable to send qdevice registration request to cluster");
            return IpcError.TRY_AGAIN;
        }
        registering = session;
        return 0;
    }

    int unregister(String wanted) {
        int error = check(wanted);
        if (error == IpcError.OK) {
            stopTimer();
            VoteNode us = electorate.us();
            us.mark(VoteNodeInfo.DEVICE_REGISTERED | VoteNodeInfo.DEVICE_ALIVE | VoteNodeInfo.DEVICE_CAST_VOTE
                    | VoteNodeInfo.DEVICE_MASTER_WINS, false);
            engine.tellOurs();
            engine.multicast().send(new VoteDeviceRegister(false, wanted), engine.nowNs());
        }
        return error;
    }

    int rename(String oldName, String newName) {
        int error = check(oldName);
        if (error == IpcError.OK && !engine.multicast().offer(new VoteDeviceRename(oldName, newName))) {
            return IpcError.TRY_AGAIN;
        }
        return error;
    }

    int poll(String wanted, boolean castVote, RingIdentity ring) {
        if (!settings.deviceCanOperate) {
            return IpcError.ACCESS;
        }
        if (!registered()) {
            return IpcError.NOT_EXIST;
        }
        if (!ring.equals(engine.ring())) {
            // It speaks of a membership that is gone: its vote would count for the wrong one.
            return IpcError.MESSAGE_ERROR;
        }
        if (!wanted.equals(name)) {
            return IpcError.INVALID_PARAM;
        }
        VoteNode us = electorate.us();
        int before = us.flags;
        us.mark(VoteNodeInfo.DEVICE_ALIVE, true);
        us.mark(VoteNodeInfo.DEVICE_CAST_VOTE, castVote);
        if (us.flags != before) {
            engine.tellOurs();
        }
        deadlineNs = engine.nowNs() + settings.deviceTimeoutMs * NS_PER_MS;
        awaited = false;
        return IpcError.OK;
    }

    int masterWins(String wanted, boolean allow) {
        if (!settings.deviceCanOperate) {
            return IpcError.ACCESS;
        }
        int error = check(wanted);
        if (error == IpcError.OK) {
            VoteNode us = electorate.us();
            int before = us.flags;
            us.mark(VoteNodeInfo.DEVICE_MASTER_WINS, allow);
            settings.deviceMasterWins = allow;
            engine.publish("runtime.votequorum.qdevice_master_wins",
                    MapValue.u8(allow ? 1 : 0));
            if (us.flags != before) {
                engine.tellOurs();
            }
        }
        return error;
    }

    private int check(String wanted) {
        if (!registered()) {
            return IpcError.NOT_EXIST;
        }
        return wanted.equals(name) ? IpcError.OK : IpcError.INVALID_PARAM;
    }

    boolean onRegister(VoteDeviceRegister message, int sender) {
        if (message == null) {
            return false;
        }
        if (!message.register()) {
            if (!electorate.deviceRegisteredSomewhere()) {
                name = "";
            }
            return true;
        }
        if (sender != electorate.us().id) {
            name = name.isEmpty() ? message.name() : name;
            return true;
        }
        // Our own message without a client that waits is the name that every synchronisation repeats.
        if (registered() || registering == null) {
            return true;
        }
        name = name.isEmpty() ? message.name() : name;
        int error = IpcError.OK;
        if (name.equals(message.name())) {
            electorate.us().mark(VoteNodeInfo.DEVICE_REGISTERED, true);
            engine.tellDevice();
            engine.tellOurs();
        } else {
            engine.log(LogLevel.WARNING, "A new qdevice with different name (new: " + message.name() + " old: " + name
                    + ") is trying to register!");
            error = IpcError.EXIST;
        }
        registering.respond(new BareReply(VoteQuorumReply.DONE, error).encode());
        registering = null;
        return true;
    }

    boolean onRename(VoteDeviceRename message) {
        if (message == null) {
            return false;
        }
        if (name.equals(message.oldName())) {
            name = message.newName();
        }
        return true;
    }

    void forget(ClientSession session) {
        if (registering == session) {
            registering = null;
        }
    }

    void syncInit(long nowNs) {
        awaited = false;
        if (registered() && electorate.us().has(VoteNodeInfo.DEVICE_ALIVE)) {
            deadlineNs = nowNs + settings.deviceSyncTimeoutMs * NS_PER_MS;
            awaited = true;
            engine.log(LogLevel.INFO, "waiting for quorum device " + name + " poll (but maximum for "
                    + settings.deviceSyncTimeoutMs + " ms)");
        }
    }

    void tellName() {
        if (!name.isEmpty()) {
            engine.multicast().send(new VoteDeviceRegister(true, name), engine.nowNs());
        }
    }

    void onDeadline() {
        stopTimer();
        VoteNode us = electorate.us();
        if (us.has(VoteNodeInfo.DEVICE_ALIVE)) {
            us.mark(VoteNodeInfo.DEVICE_ALIVE | VoteNodeInfo.DEVICE_CAST_VOTE, false);
            engine.log(LogLevel.INFO, "lost contact with quorum device " + name);
            engine.tellOurs();
        }
    }

    private void stopTimer() {
        deadlineNs = ServiceEngine.NO_DEADLINE;
        awaited = false;
    }
}
