using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AiOs;

/// <summary>Small files that are read whole, and replaced in one step: a killed change is the old file or the new one.</summary>
internal static class SecurityFile
{
    public const int Version = 1;

    /// <summary>Keeps other processes out; the file itself is replaced now and then.</summary>
    public static FileStream Lock(string path) => new(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);

    /// <summary>Reads a document; null where there is no file.</summary>
    public static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class, IVersionedDocument
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var document = JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
            return document?.Version == Version
                ? document
                : throw new SecurityFileException(path, $"its version is {document?.Version}, and {Version} is known here");
        }
        catch (JsonException e)
        {
            throw new SecurityFileException(path, e.Message, e);
        }
    }

    /// <summary>Replaces a document; it is on disk when this returns.</summary>
    public static void Write<T>(string path, T document, JsonTypeInfo<T> type)
    {
        string temporary = path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(document, type));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
