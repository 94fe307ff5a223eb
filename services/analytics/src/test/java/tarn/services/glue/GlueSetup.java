package tarn.services.glue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Client;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;
import tarn.services.s3.S3;

/** Glue beside the real S3 on a test's platform. */
final class GlueSetup {

    private GlueSetup() {}

    /** Glue, asked as the test's caller. */
    static GlueClient glue(LocalPlatform platform) {
        platform.services().add(GlueClient.class, () -> Glue.on(platform));
        platform.services().add(S3Client.class, () -> S3.on(platform));
        return as(platform, GlueClient.class);
    }

    /** A service of a platform, asked as the test's caller whatever the thread. */
    static <C extends software.amazon.awssdk.awscore.AwsClient> C as(LocalPlatform platform, Class<C> contract) {
        var client = platform.client(contract);
        return contract.cast(Proxy.newProxyInstance(
                contract.getClassLoader(), new Class<?>[] {contract}, (proxy, method, arguments) -> {
                    try {
                        return TestPlatform.CALLER.call(() -> method.isDefault() && isBuilding(method, arguments)
                                ? java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, arguments)
                                : method.invoke(client, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** The SDK's forms that build their request by a lambda, and paginators, end in the plain ones. */
    private static boolean isBuilding(java.lang.reflect.Method method, Object[] arguments) {
        return method.getName().endsWith("Paginator")
                || (arguments != null
                        && arguments.length > 0
                        && !(arguments[0] instanceof software.amazon.awssdk.core.SdkRequest));
    }

    /** The crawler once its crawl has ended. */
    static software.amazon.awssdk.services.glue.model.Crawler ended(GlueClient glue, String name) {
        var deadline = System.nanoTime() + java.util.concurrent.TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < deadline) {
            var crawler = glue.getCrawler(request -> request.name(name)).crawler();
            if (crawler.state() == software.amazon.awssdk.services.glue.model.CrawlerState.READY) {
                return crawler;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
        throw new AssertionError("the crawl of " + name + " does not end");
    }

    /** A table of the database {@code db}. */
    static software.amazon.awssdk.services.glue.model.Table table(GlueClient glue, String name) {
        return glue.getTable(request -> request.databaseName("db").name(name)).table();
    }
}
