package tarn.services.firehose;

import static tarn.services.firehose.FirehoseFaults.invalid;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponseEntry;
import software.amazon.awssdk.services.firehose.model.PutRecordRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordResponse;
import software.amazon.awssdk.services.firehose.model.Record;
import tarn.kernel.Part;
import tarn.services.firehose.Waiting.Piece;

/** PutRecord and PutRecordBatch: what is answered is on disk. A batch is kept whole, so that none of it ever fails alone. */
final class Writing implements FirehoseClient, Part {

    private static final int RECORD_BYTES_MAX = 1_000 * 1_024;
    private static final int BATCH_BYTES_MAX = 4 << 20;
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int ID_LENGTH = 220;

    private final DeliveryStreams streams;
    private final Buffers buffers;
    private final Delivering delivering;
    private final Reports reports;

    Writing(DeliveryStreams streams, Buffers buffers, Delivering delivering, Reports reports) {
        this.streams = streams;
        this.buffers = buffers;
        this.delivering = delivering;
        this.reports = reports;
    }

    @Override
    public PutRecordResponse putRecord(PutRecordRequest request) {
        var stream = open(request.deliveryStreamName());
        var pieces = put(stream, List.of(request.record()));
        reports.count(stream, "PutRecord.Requests", "Count", 1);
        reports.count(stream, "PutRecord.Bytes", "Bytes", pieces.getFirst().data().length);
        return PutRecordResponse.builder()
                .recordId(pieces.getFirst().id())
                .encrypted(stream.encryption() != null)
                .build();
    }

    @Override
    public PutRecordBatchResponse putRecordBatch(PutRecordBatchRequest request) {
        var stream = open(request.deliveryStreamName());
        var pieces = put(stream, request.records());
        reports.count(stream, "PutRecordBatch.Requests", "Count", 1);
        reports.count(stream, "PutRecordBatch.Records", "Count", pieces.size());
        return PutRecordBatchResponse.builder()
                .failedPutCount(0)
                .encrypted(stream.encryption() != null)
                .requestResponses(pieces.stream()
                        .map(piece -> PutRecordBatchResponseEntry.builder()
                                .recordId(piece.id())
                                .build())
                        .toList())
                .build();
    }

    private DeliveryStream open(String name) {
        var stream = streams.named(name);
        if (!stream.isPut()) {
            throw invalid("This operation is not permitted on KinesisStreamAsSource delivery stream type.");
        }
        return stream;
    }

    private List<Piece> put(DeliveryStream stream, List<Record> records) {
        long now = streams.platform().clock().millis();
        var id = streams.platform().ids().random(ALPHABET, ID_LENGTH);
        var pieces = new ArrayList<Piece>();
        long bytes = 0;
        for (int i = 0; i < records.size(); i++) {
            var data = records.get(i).data().asByteArray();
            if (data.length > RECORD_BYTES_MAX) {
                throw invalid("A record holds at most " + RECORD_BYTES_MAX + " bytes.");
            }
            bytes += data.length;
            pieces.add(new Piece(id + String.format(java.util.Locale.ROOT, "%04d", i), now, data, null));
        }
        if (bytes > BATCH_BYTES_MAX) {
            throw invalid("Records size exceeds 4 MB limit");
        }
        long waiting = buffers.add(stream, pieces, _ -> {});
        if (waiting >= DeliveryStreams.sizeBytes(stream.destination())) {
            delivering.soon(stream);
        }
        reports.count(stream, "IncomingRecords", "Count", pieces.size());
        reports.count(stream, "IncomingBytes", "Bytes", bytes);
        reports.count(stream, "IncomingPutRequests", "Count", 1);
        return pieces;
    }
}
