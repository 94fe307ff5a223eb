package tarn.services.lambda;

import static java.lang.System.Logger.Level.DEBUG;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.policy.Cause;

/**
 * Takes what functions print to CloudWatch Logs, as their roles; a role that may not has no logs. Lines go in batches
 * behind the function's back. Who prints faster than they are kept waits for it.
 */
final class LogDelivery {

    private static final System.Logger LOG = System.getLogger(LogDelivery.class.getName());
    private static final int LINES_MAX = 2000;
    private static final int CHARACTERS_MAX = 200_000;

    private final Platform platform;

    LogDelivery(Platform platform) {
        this.platform = platform;
    }

    /** Takes the lines of one log stream. */
    Consumer<String> to(FunctionConfiguration configuration, String group, String stream) {
        var caller = Caller.current();
        var service = Caller.service(
                caller.account(),
                caller.region(),
                Credentials.PRINCIPAL,
                platform.ids().uuid().toString());
        return new Stream(service, configuration, group, stream);
    }

    private final class Stream implements Consumer<String> {
        private final Caller service;
        private final FunctionConfiguration configuration;
        private final String group;
        private final String name;

        /** Held while lines are sent, so that they stay in order. */
        private final Object sending = new Object();

        private List<InputLogEvent> waiting = new ArrayList<>();
        private int characters;
        private boolean scheduled;
        private boolean made;

        Stream(Caller service, FunctionConfiguration configuration, String group, String name) {
            this.service = service;
            this.configuration = configuration;
            this.group = group;
            this.name = name;
        }

        @Override
        public void accept(String line) {
            boolean full;
            synchronized (this) {
                waiting.add(InputLogEvent.builder()
                        .timestamp(platform.clock().instant().toEpochMilli())
                        .message(line)
                        .build());
                characters += line.length();
                full = waiting.size() >= LINES_MAX || characters >= CHARACTERS_MAX;
                if (!full && scheduled) {
                    return;
                }
                scheduled = !full;
            }
            if (full) {
                service.run(this::send);
            } else {
                begin();
            }
        }

        private void begin() {
            try {
                platform.background().run("lambda logs", service, this::send);
            } catch (IllegalStateException e) {
                LOG.log(DEBUG, "The platform is closed: the last lines of a function are lost", e);
            }
        }

        private void send() {
            synchronized (sending) {
                List<InputLogEvent> lines;
                synchronized (this) {
                    lines = waiting;
                    waiting = new ArrayList<>();
                    characters = 0;
                    scheduled = false;
                }
                if (!lines.isEmpty()) {
                    keep(lines);
                }
            }
        }

        private void keep(List<InputLogEvent> lines) {
            var cause = new Cause(configuration.functionArn(), service.account());
            try {
                var role = cause.call(() -> platform.permissions()
                        .as(configuration.role(), Credentials.PRINCIPAL, configuration.functionName()));
                role.run(() -> put(lines));
            } catch (AwsServiceException e) {
                LOG.log(DEBUG, "The log of " + configuration.functionName() + " was not kept", e);
            }
        }

        private void put(List<InputLogEvent> lines) {
            var logs = platform.client(CloudWatchLogsClient.class);
            if (!made) {
                make(logs);
            }
            try {
                logs.putLogEvents(
                        put -> put.logGroupName(group).logStreamName(name).logEvents(lines));
            } catch (ResourceNotFoundException e) {
                make(logs);
                logs.putLogEvents(
                        put -> put.logGroupName(group).logStreamName(name).logEvents(lines));
            }
        }

        private void make(CloudWatchLogsClient logs) {
            try {
                logs.createLogGroup(create -> create.logGroupName(group));
            } catch (ResourceAlreadyExistsException e) {
                LOG.log(DEBUG, "Kept in {0}", group);
            }
            try {
                logs.createLogStream(create -> create.logGroupName(group).logStreamName(name));
            } catch (ResourceAlreadyExistsException e) {
                LOG.log(DEBUG, "Kept in {0}", name);
            }
            made = true;
        }
    }
}
