package ${package}.client;

import java.nio.ByteBuffer;
import java.time.Duration;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;
import org.choros.client.ServiceClient;

/** Asks the engine of a node on this host, over IPC; for other programs. */
public final class TallyClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServiceClient service;

    /**
     * @param options which node
     * @throws ChorosException LIBRARY when there is no node, or it does not have the engine
     */
    public TallyClient(ClientOptions options) throws ChorosException {
        service = new ChorosClient(options).service(TallyProtocol.IPC_NAME);
    }

    /**
     * @param name whose number
     * @param amount what to add
     * @return the number then
     * @throws ChorosException INVALID_PARAM when it would overflow, NO_SPACE when there are too many names, TRY_AGAIN
     *             when the node is not quorate or synchronises
     */
    public long add(String name, long amount) throws ChorosException {
        ByteBuffer request = ServiceClient.request(TallyProtocol.ADD, TallyProtocol.ADD_SIZE);
        TallyProtocol.putName(request, TallyProtocol.ADD_NAME_AT, name);
        return number(service.callBytes(request.putLong(TallyProtocol.AMOUNT_AT, amount)));
    }

    /**
     * @param name whose number
     * @return the number, as this node has it
     * @throws ChorosException NOT_EXIST when there is none
     */
    public long get(String name) throws ChorosException {
        ByteBuffer request = ServiceClient.request(TallyProtocol.GET, TallyProtocol.GET_SIZE);
        TallyProtocol.putName(request, TallyProtocol.GET_NAME_AT, name);
        return number(service.callBytes(request));
    }

    private static long number(ByteBuffer reply) throws ChorosException {
        if (reply.remaining() < TallyProtocol.REPLY_SIZE) {
            throw new ChorosException(CsError.MESSAGE_ERROR, "a reply of " + reply.remaining() + " bytes");
        }
        return reply.getLong(TallyProtocol.NUMBER_AT);
    }

    @Override
    public void close() {
        service.close();
    }

    /**
     * A command: {@code add NAME AMOUNT} or {@code get NAME}, to the node that CHOROS_INSTANCE names.
     *
     * @param words the command
     */
    public static void main(String... words) {
        boolean add = words.length == 3 && words[0].equals("add");
        if (!add && !(words.length == 2 && words[0].equals("get"))) {
            System.err.println("usage: add NAME AMOUNT | get NAME");
            System.exit(2);
        }
        try (TallyClient client = new TallyClient(ClientOptions.fromEnvironment().withTryAgainFor(PATIENCE))) {
            long number = add ? client.add(words[1], Long.parseLong(words[2])) : client.get(words[1]);
            System.out.println(words[1] + " " + number);
        } catch (ChorosException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
