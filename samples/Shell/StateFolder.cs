namespace AiOs;

/// <summary>Where the shell remembers across runs.</summary>
internal static class StateFolder
{
    /// <summary>Creates the folder where it is missing, and gives the path of the memory in it.</summary>
    public static string Open(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return Path.Combine(folder, "memory.db");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The state folder '{folder}' cannot be used. {e.Message}");
        }
    }
}
