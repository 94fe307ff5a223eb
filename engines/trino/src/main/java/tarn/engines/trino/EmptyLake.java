package tarn.engines.trino;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import tarn.engines.sql.Lake;
import tarn.engines.sql.LakeCatalog;
import tarn.engines.sql.LakeFiles;

/** A lake in which there is nothing and nothing can be made, for statements that read no table. */
final class EmptyLake {

    static final Lake LAKE = new Lake() {
        @Override
        public LakeCatalog catalog() {
            return empty(LakeCatalog.class);
        }

        @Override
        public LakeFiles files() {
            return empty(LakeFiles.class);
        }
    };

    private static <T> T empty(Class<T> face) {
        InvocationHandler nothing = (it, method, arguments) -> {
            if (method.getReturnType() == Optional.class) {
                return Optional.empty();
            }
            if (method.getReturnType() == List.class) {
                return List.of();
            }
            throw new UnsupportedOperationException(method.getName());
        };
        return face.cast(Proxy.newProxyInstance(EmptyLake.class.getClassLoader(), new Class<?>[] {face}, nothing));
    }

    private EmptyLake() {}
}
