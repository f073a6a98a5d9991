package org.choros.totem.ring;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.stream.Stream;

import org.choros.wire.totem.Dialect;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * A test of a cell of the event and state table. Its name is the event, "In" and the situation; it is run in both
 * dialects, as the representative and as another member, with a {@link Seat} that has reached the situation.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@ArgumentsSource(EachSeat.Seats.class)
@interface EachSeat {
    /** Makes the seats. */
    final class Seats implements ArgumentsProvider {
        @Override
        public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters,
                ExtensionContext context) {
            Seat.Situation situation = situation(context.getRequiredTestMethod().getName());
            return Arrays.stream(Dialect.values()).flatMap(dialect -> Stream.of(1, 2)
                    .map(self -> Arguments.of(new Seat(dialect, self).reach(situation))));
        }

        private static Seat.Situation situation(String method) {
            String name = method.substring(method.lastIndexOf("In") + 2);
            return Seat.Situation.valueOf(name.replaceAll("(?<!^)([A-Z])", "_$1").toUpperCase(java.util.Locale.ROOT));
        }
    }
}
