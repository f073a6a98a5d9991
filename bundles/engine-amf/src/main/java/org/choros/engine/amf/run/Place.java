package org.choros.engine.amf.run;

import java.util.Map;

/** Where a service stands among others; the best comes first: the highest ranking, then the oldest. */
record Place(int ranking, long id) implements Comparable<Place> {
    private static final String ID = "service.id";
    private static final String RANKING = "service.ranking";

    /** By a service's properties. */
    static Place of(Map<String, Object> properties) {
        int ranking = properties.get(RANKING) instanceof Integer r ? r : 0;
        return new Place(ranking, properties.get(ID) instanceof Long id ? id : 0);
    }

    @Override
    public int compareTo(Place other) {
        return ranking != other.ranking ? Integer.compare(other.ranking, ranking) : Long.compare(id, other.id);
    }
}
