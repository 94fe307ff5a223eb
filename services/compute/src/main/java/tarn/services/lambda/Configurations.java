package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.invalid;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.Layer;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import tarn.kernel.Platform;

/** Settings of functions where they depend on more than the request: roles, layers, time. */
final class Configurations {

    private static final int LAYERS_MAX = 5;
    private static final long UNZIPPED_BYTES_MAX = 262_144_000;
    private static final DateTimeFormatter MODIFIED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxx").withZone(ZoneOffset.UTC);

    private final Platform platform;
    private final Credentials credentials;
    private final LayerVersions layers;

    Configurations(Platform platform, Credentials credentials, LayerVersions layers) {
        this.platform = platform;
        this.credentials = credentials;
        this.layers = layers;
    }

    /** The settings after a change, its layers found. */
    FunctionConfiguration changed(FunctionConfiguration present, UpdateFunctionConfigurationRequest change) {
        var next = Settings.changed(present, change);
        return change.hasLayers()
                ? next.toBuilder().layers(found(change.layers())).build()
                : next;
    }

    private List<Layer> found(List<String> arns) {
        if (arns.size() > LAYERS_MAX) {
            throw invalid("Function cannot reference more than " + LAYERS_MAX + " layers");
        }
        var found = new ArrayList<Layer>();
        for (var arn : arns) {
            var layer = layers.readable(arn);
            found.add(
                    Layer.builder().arn(arn).codeSize(layer.code().sizeBytes()).build());
        }
        return found;
    }

    /** Throws if a function has more than it may with its layers. */
    void requireRoom(FunctionConfiguration configuration, long unzippedBytes) {
        long total = unzippedBytes;
        for (var arn : Settings.layers(configuration)) {
            total += layers.readable(arn).unzippedBytes();
        }
        if (total > UNZIPPED_BYTES_MAX) {
            throw invalid("Function code combined with layers exceeds the maximum allowed size of " + UNZIPPED_BYTES_MAX
                    + " bytes. The actual size is " + total + " bytes.");
        }
    }

    /** A moment as Lambda writes it. */
    static String text(java.time.Instant moment) {
        return MODIFIED.format(moment);
    }

    /** Throws unless Lambda can act as a role. */
    void requireRole(String role) {
        credentials.require(role);
    }

    /** With a new revision, changed now. */
    FunctionConfiguration stamped(FunctionConfiguration.Builder next) {
        return next.revisionId(platform.ids().uuid().toString())
                .lastModified(MODIFIED.format(platform.clock().instant()))
                .build();
    }
}
