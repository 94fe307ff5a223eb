package tarn.services.firehose;

import static tarn.services.firehose.FirehoseFaults.streamNotFound;

import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.firehose.model.BufferingHints;
import software.amazon.awssdk.services.firehose.model.DestinationDescription;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/** The delivery streams of the caller's account and region. */
final class DeliveryStreams {

    static final String STREAMS = "firehose/streams";
    static final String PRINCIPAL = "firehose.amazonaws.com";

    private static final int MEGABYTE = 1 << 20;

    private final Platform platform;
    private final Store<DeliveryStream> store;

    DeliveryStreams(Platform platform) {
        this.platform = platform;
        // An access key of an endpoint is a secret.
        this.store = platform.store(STREAMS, Scope.REGION, platform.seal().format(STREAMS, DeliveryStream.FORMAT));
    }

    Platform platform() {
        return platform;
    }

    Store<DeliveryStream> store() {
        return store;
    }

    DeliveryStream named(String name) {
        return store.get(Key.of(name)).orElseThrow(() -> streamNotFound(name));
    }

    DeliveryStream change(String name, UnaryOperator<DeliveryStream> change) {
        return store.update(Key.of(name), seen -> change.apply(seen.orElseThrow(() -> streamNotFound(name))))
                .orElseThrow();
    }

    /** Firehose itself, in the current account and region. */
    static Caller service() {
        var caller = Caller.current();
        return Caller.service(caller.account(), caller.region(), PRINCIPAL, caller.requestId());
    }

    /** As the role that a stream was handed. */
    Caller role(DeliveryStream stream, String role) {
        return service().call(() -> platform.permissions().as(role, PRINCIPAL, stream.name()));
    }

    /** After how many bytes and seconds what waits is delivered. */
    static BufferingHints hints(DestinationDescription destination) {
        var http = destination.httpEndpointDestinationDescription();
        return http == null
                ? destination.extendedS3DestinationDescription().bufferingHints()
                : BufferingHints.builder()
                        .sizeInMBs(http.bufferingHints().sizeInMBs())
                        .intervalInSeconds(http.bufferingHints().intervalInSeconds())
                        .build();
    }

    static long sizeBytes(DestinationDescription destination) {
        return (long) hints(destination).sizeInMBs() * MEGABYTE;
    }
}
