package tarn.services.lambda;

import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;

/** An event source of a function. */
record StoredMapping(EventSourceMappingConfiguration configuration, boolean enabled) {

    String function() {
        return configuration.functionArn();
    }
}
