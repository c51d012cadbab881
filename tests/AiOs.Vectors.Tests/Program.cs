namespace AiOs;

/// <summary>Lets a test start this assembly as the process that it kills.</summary>
internal static class Program
{
    public static int Main(string[] args) => args is [CrashWriter.Command, var folder, var flush] ? CrashWriter.Run(folder, bool.Parse(flush)) : 0;
}
