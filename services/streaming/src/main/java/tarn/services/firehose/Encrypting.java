package tarn.services.firehose;

import static tarn.services.firehose.FirehoseFaults.invalid;

import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamEncryptionConfigurationInput;
import software.amazon.awssdk.services.firehose.model.KeyType;
import software.amazon.awssdk.services.firehose.model.StartDeliveryStreamEncryptionRequest;
import software.amazon.awssdk.services.firehose.model.StartDeliveryStreamEncryptionResponse;
import software.amazon.awssdk.services.firehose.model.StopDeliveryStreamEncryptionRequest;
import software.amazon.awssdk.services.firehose.model.StopDeliveryStreamEncryptionResponse;
import tarn.kernel.Part;
import tarn.services.firehose.DeliveryStream.Encryption;

/** Encryption of what waits. It is on or off at once; what waits already stays as it lies. */
final class Encrypting implements FirehoseClient, Part {

    private static final DeliveryStreamEncryptionConfigurationInput OWNED =
            DeliveryStreamEncryptionConfigurationInput.builder()
                    .keyType(KeyType.AWS_OWNED_CMK)
                    .build();

    private final DeliveryStreams streams;
    private final BufferKeys keys;

    Encrypting(DeliveryStreams streams, BufferKeys keys) {
        this.streams = streams;
        this.keys = keys;
    }

    DeliveryStream encrypted(DeliveryStream stream, DeliveryStreamEncryptionConfigurationInput wish) {
        if (!stream.isPut()) {
            throw invalid("Server-side encryption of a delivery stream whose source is a Kinesis data stream is the "
                    + "data stream's.");
        }
        return switch (wish.keyType()) {
            case AWS_OWNED_CMK -> {
                if (wish.keyARN() != null) {
                    throw invalid("KeyARN must not be specified for KeyType AWS_OWNED_CMK.");
                }
                yield stream.encrypted(new Encryption(null, null));
            }
            case CUSTOMER_MANAGED_CMK -> {
                if (wish.keyARN() == null) {
                    throw invalid("KeyARN must be specified for KeyType CUSTOMER_MANAGED_CMK.");
                }
                yield stream.encrypted(keys.under(stream, wish.keyARN()));
            }
            case UNKNOWN_TO_SDK_VERSION -> throw invalid("KeyType " + wish.keyTypeAsString() + " is unknown.");
        };
    }

    @Override
    public StartDeliveryStreamEncryptionResponse startDeliveryStreamEncryption(
            StartDeliveryStreamEncryptionRequest request) {
        var wish = request.deliveryStreamEncryptionConfigurationInput() == null
                ? OWNED
                : request.deliveryStreamEncryptionConfigurationInput();
        var made = encrypted(streams.named(request.deliveryStreamName()), wish).encryption();
        streams.change(request.deliveryStreamName(), stream -> stream.encrypted(made));
        return StartDeliveryStreamEncryptionResponse.builder().build();
    }

    @Override
    public StopDeliveryStreamEncryptionResponse stopDeliveryStreamEncryption(
            StopDeliveryStreamEncryptionRequest request) {
        streams.change(request.deliveryStreamName(), stream -> stream.encrypted(null));
        return StopDeliveryStreamEncryptionResponse.builder().build();
    }
}
