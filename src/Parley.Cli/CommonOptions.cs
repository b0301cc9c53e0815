using System.CommandLine;

namespace Parley.Cli;

/// <summary>Options that several verbs take.</summary>
internal static class CommonOptions
{
    /// <summary>A folder for captures.</summary>
    public static Option<DirectoryInfo> Capture()
        => new("--capture") { Description = "Writes a PCAP and a ladder diagram of each call into this folder, without credentials" };

    /// <summary>A file of settings.</summary>
    public static Option<FileInfo> Config()
        => new Option<FileInfo>("--config") { Description = "A JSON file with the section 'Parley'; environment variables (Parley__Sip__Domain) come on top" }.AcceptExistingOnly();
}
