package tarn.services.athena;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.model.DataCatalog;
import software.amazon.awssdk.services.athena.model.DataCatalogStatus;
import software.amazon.awssdk.services.athena.model.DataCatalogSummary;

/**
 * A data catalog as it is kept.
 *
 * @param type GLUE, LAMBDA, HIVE or FEDERATED
 * @param connectionType what a FEDERATED one leads to; null for the others
 */
record KeptCatalog(
        String name,
        String type,
        @Nullable String description,
        Map<String, String> parameters,
        @Nullable String connectionType,
        Map<String, String> tags) {

    KeptCatalog tagged(Map<String, String> next) {
        return new KeptCatalog(name, type, description, parameters, connectionType, new LinkedHashMap<>(next));
    }

    DataCatalog describe() {
        return DataCatalog.builder()
                .name(name)
                .type(type)
                .description(description)
                .parameters(parameters)
                .connectionType(connectionType)
                .status(DataCatalogStatus.CREATE_COMPLETE)
                .build();
    }

    DataCatalogSummary summary() {
        return DataCatalogSummary.builder()
                .catalogName(name)
                .type(type)
                .connectionType(connectionType)
                .status(DataCatalogStatus.CREATE_COMPLETE)
                .build();
    }

    Optional<String> parameter(String key) {
        return Optional.ofNullable(parameters.get(key)).filter(value -> !value.isEmpty());
    }
}
