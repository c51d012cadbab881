namespace AiOs;

/// <summary>Encrypts the files of a model cache on their way to disk, and decrypts them on their way back.</summary>
/// <remarks>
/// <para>The digest of the manifest is that of the plain content; the envelope authenticates what stands on disk.</para>
/// <para>Threads: both members may be called from any thread.</para>
/// </remarks>
public interface IModelFileEnvelope
{
    /// <summary>Wraps a file that is being written.</summary>
    /// <param name="file">The empty file on disk.</param>
    /// <param name="sha256">The digest of the plain content, which names it: bind it to what is written.</param>
    /// <returns>A stream that takes plain bytes; disposing of it completes the envelope and closes the file.</returns>
    Stream WrapWriter(Stream file, string sha256);

    /// <summary>Wraps a file that is being read.</summary>
    /// <param name="file">The file on disk.</param>
    /// <param name="sha256">The digest of the plain content, as it was given to the writer.</param>
    /// <returns>A stream of plain bytes; disposing of it closes the file. It throws where the file was tampered with.</returns>
    Stream WrapReader(Stream file, string sha256);
}
