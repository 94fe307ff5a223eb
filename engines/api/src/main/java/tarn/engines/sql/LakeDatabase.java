package tarn.engines.sql;

import java.util.Map;
import java.util.Optional;

/**
 * A database of the catalog.
 *
 * @param location where tables without a location of their own lie
 */
public record LakeDatabase(
        String name, Optional<String> location, Optional<String> comment, Map<String, String> parameters) {

    public LakeDatabase {
        parameters = Map.copyOf(parameters);
    }
}
