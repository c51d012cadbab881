namespace AiOs;

/// <summary>Keys for tests: those of the child process as well.</summary>
internal static class Keys
{
    public static byte[] Of(byte fill) => [.. Enumerable.Repeat(fill, 32)];

    public static LocalKeyWrapper Wrapper() => new("first", Of(1));
}
