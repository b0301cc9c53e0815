using Parley.Telephony.Capture;

namespace Parley.Testing.Reports;

/// <summary>Names that any file system takes.</summary>
internal static class FileName
{
    private const int Longest = 60;

    /// <summary>A name in small letters, digits and dashes. Different names of one report should differ in them.</summary>
    public static string Of(string name) => SafeName.Of(name, Longest);
}
