package tarn.services.lambda;

import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/** A version of a function, or its unpublished state: what it is to run with, and its code. */
record StoredVersion(FunctionConfiguration configuration, StoredCode code) {

    StoredVersion configured(FunctionConfiguration next) {
        return new StoredVersion(next, code);
    }

    String number() {
        return configuration.version();
    }
}
