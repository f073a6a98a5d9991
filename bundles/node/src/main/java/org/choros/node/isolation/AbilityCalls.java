package org.choros.node.isolation;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An ability of the node, or memory of a client, for an engine's thread: each call is made on the ring thread and
 * waited for, which is short, as no ability blocks; who is told of something later is told on the engine's thread.
 */
final class AbilityCalls implements InvocationHandler {
    private final Object target;
    private final RingHands hands;
    private final IsolatedEngine ring;

    /** What a call came to. */
    private record Result(Object value, Throwable thrown) {
        static final Result NONE = new Result(null, null);
    }

    private AbilityCalls(Object target, RingHands hands, IsolatedEngine ring) {
        this.target = target;
        this.hands = hands;
        this.ring = ring;
    }

    /** Empty also when the ability is no interface, and so is the ring thread's alone. */
    static <T> Optional<T> of(Class<T> type, Optional<T> ability, RingHands hands, IsolatedEngine ring) {
        if (ability.isEmpty() || !type.isInterface()) {
            return Optional.empty();
        }
        return Optional.of(type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                new AbilityCalls(ability.get(), hands, ring))));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "ability " + method.getDeclaringClass().getName();
            };
        }
        Object[] led = led(arguments);
        Result result = hands.ask(() -> call(method, led), Result.NONE);
        if (result.thrown() != null) {
            throw result.thrown();
        }
        return result.value() == null ? nothing(method.getReturnType()) : result.value();
    }

    private Result call(Method method, Object[] arguments) {
        try {
            return new Result(method.invoke(target, arguments), null);
        } catch (InvocationTargetException e) {
            return new Result(null, e.getCause());
        } catch (IllegalAccessException e) {
            return new Result(null, new IllegalStateException(e));
        }
    }

    /** Where somebody is to be told on the ring thread, the engine's own listener is told on the engine's. */
    @SuppressWarnings("unchecked")
    private Object[] led(Object[] arguments) {
        Object[] led = arguments == null ? new Object[0] : arguments.clone();
        for (int i = 0; i < led.length; i++) {
            if (led[i] instanceof Consumer<?> listener) {
                led[i] = (Consumer<Object>) told -> ring.tell((Consumer<Object>) listener, told);
            } else if (led[i] instanceof Runnable task) {
                led[i] = (Runnable) () -> ring.tell(told -> task.run(), null);
            }
        }
        return led;
    }

    private static Object nothing(Class<?> type) {
        if (type == boolean.class) {
            return false;
        } else if (type == long.class) {
            return 0L;
        } else if (type == int.class) {
            return 0;
        }
        return type == Optional.class ? Optional.empty() : null;
    }
}
