package tarn.services.athena;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.GetQueryResultsRequest;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.Row;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tarn.kernel.PagingTokens;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/**
 * Results read back page by page from where they lie in S3, as the caller, so that they are what the file says. A page's
 * token is the place in the file where the next one begins.
 */
final class QueryResults implements AthenaClient, Part {

    private static final String OPERATION = "GetQueryResults";
    private static final int PAGE_MAX = 1000;

    private final Platform platform;
    private final History history;
    private final PagingTokens tokens;

    QueryResults(Platform platform, History history) {
        this.platform = platform;
        this.history = history;
        this.tokens = platform.tokens();
    }

    @Override
    public GetQueryResultsResponse getQueryResults(GetQueryResultsRequest request) {
        var execution = history.get(request.queryExecutionId());
        if (!execution.ended()) {
            throw AthenaFaults.notFinished(execution.state().toString());
        }
        if (!(execution.progress() instanceof Progress.Succeeded)) {
            throw AthenaFaults.notSucceeded(execution.state().toString());
        }
        long position = Optional.ofNullable(request.nextToken())
                .map(token -> tokens.open(OPERATION, token).orElseThrow(AthenaFaults::tokenInvalid))
                .map(bytes -> ByteBuffer.wrap(bytes).getLong())
                .orElse(0L);
        int most = request.maxResults() == null ? PAGE_MAX : request.maxResults();
        try {
            return page(execution, position, most);
        } catch (NoSuchKeyException gone) {
            throw AthenaFaults.resultsMissing(execution.output());
        } catch (S3Exception refused) {
            throw AthenaFaults.resultsUnreadable(execution.output(), refused);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private GetQueryResultsResponse page(Execution execution, long position, int most) throws IOException {
        var output = S3Path.parse(execution.output()).orElseThrow();
        var metadata = metadata(output);
        var answer =
                GetQueryResultsResponse.builder().updateCount(metadata.updated().orElse(0L));
        var columns = metadata.columns().stream().map(ResultColumn::describe).toList();
        var rows = new ArrayList<Row>();
        boolean written =
                execution.form() == StatementKind.Output.TABLE || execution.form() == StatementKind.Output.FILES;
        if (!columns.isEmpty() && !written) {
            try (var in = new BufferedInputStream(open(output, position), 1 << 16)) {
                long next = position
                        + (execution.form() == StatementKind.Output.CSV
                                ? readCsv(in, most, rows)
                                : readLines(in, most, rows));
                if (in.read() >= 0) {
                    var token = ByteBuffer.allocate(Long.BYTES).putLong(next).array();
                    answer.nextToken(tokens.seal(OPERATION, token));
                }
            }
        }
        return answer.resultSet(set -> set.rows(rows).resultSetMetadata(all -> all.columnInfo(columns)))
                .build();
    }

    private static long readCsv(InputStream in, int most, List<Row> rows) throws IOException {
        var reader = new ResultCsv.Reader(in);
        while (rows.size() < most) {
            var values = reader.read();
            if (values == null) {
                break;
            }
            rows.add(row(values));
        }
        return reader.position();
    }

    private static long readLines(InputStream in, int most, List<Row> rows) throws IOException {
        long position = 0;
        while (rows.size() < most) {
            var line = new java.io.ByteArrayOutputStream();
            int b = in.read();
            if (b < 0) {
                break;
            }
            for (; b >= 0 && b != '\n'; b = in.read()) {
                line.write(b);
            }
            position += line.size() + 1L;
            rows.add(row(List.of(line.toString(StandardCharsets.UTF_8))));
        }
        return position;
    }

    private static Row row(List<@Nullable String> values) {
        var data = new ArrayList<Datum>(values.size());
        for (var value : values) {
            data.add(Datum.builder().varCharValue(value).build());
        }
        return Row.builder().data(data).build();
    }

    private ResultMetadata metadata(S3Path output) throws IOException {
        try (var in = open(new S3Path(output.bucket(), output.key() + ".metadata"), 0)) {
            return ResultMetadata.decode(in.readAllBytes());
        } catch (NoSuchKeyException none) {
            return new ResultMetadata("", List.of(), Optional.empty());
        }
    }

    private InputStream open(S3Path path, long position) {
        return platform.client(S3Client.class)
                .getObject(request -> request.bucket(path.bucket())
                        .key(path.key())
                        .range(position == 0 ? null : "bytes=" + position + "-"));
    }
}
