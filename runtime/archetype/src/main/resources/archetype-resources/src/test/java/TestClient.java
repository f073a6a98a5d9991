package ${package};

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import org.choros.spi.engine.ClientSession;

import ${package}.client.TallyProtocol;

/** A client of one node: asks, and writes down what it is answered. */
final class TestClient implements ClientSession {
    final List<String> answers = new ArrayList<>();
    private final TestNode node;

    TestClient(TestNode node) {
        this.node = node;
        node.engine.onConnect(this);
    }

    void add(String name, long amount) {
        ByteBuffer m = request(TallyProtocol.ADD, TallyProtocol.ADD_SIZE).putLong(TallyProtocol.AMOUNT_AT, amount);
        TallyProtocol.putName(m, TallyProtocol.ADD_NAME_AT, name);
        send(m);
    }

    void get(String name) {
        ByteBuffer m = request(TallyProtocol.GET, TallyProtocol.GET_SIZE);
        TallyProtocol.putName(m, TallyProtocol.GET_NAME_AT, name);
        send(m);
    }

    static ByteBuffer request(int id, int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).putInt(0, id).putInt(8, size);
    }

    void send(ByteBuffer message) {
        node.engine.onRequest(this, message.getInt(0), message, 0);
    }

    void die() {
        node.engine.onDisconnect(this, 0);
    }

    /** What it was answered since it was asked last: the number, or the error. */
    String told() {
        String told = String.join(" ", answers);
        answers.clear();
        return told;
    }

    @Override
    public void respond(ByteBuffer message) {
        int error = message.getInt(16);
        answers.add(error == TallyProtocol.OK
                ? Long.toString(message.getLong(TallyProtocol.NUMBER_AT))
                : "error " + error);
    }

    @Override
    public void event(ByteBuffer message) {
        throw new AssertionError("there are none");
    }

    @Override
    public int pid() {
        return 1;
    }

    @Override
    public int uid() {
        return 0;
    }

    @Override
    public int gid() {
        return 0;
    }

    @Override
    public long id() {
        return 1;
    }

    @Override
    public <T> T attachment() {
        return null;
    }

    @Override
    public void attach(Object value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void disconnect() {
        die();
    }
}
