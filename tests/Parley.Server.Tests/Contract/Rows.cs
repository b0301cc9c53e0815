namespace Parley.Server.Tests.Contract;

/// <summary>What clients of Pipecat Cloud's start API and of Daily's REST API may ask for, row by row.</summary>
internal static partial class Rows
{
    private const string Browsers = "transports for browsers come later";
    private const string Images = "agents are C# classes in the server's process, so there are no images, builds or instances";
    private const string Video = "calls are sound only";

    public static IReadOnlyList<Section> All { get; } = [.. Start, .. Private, .. Rooms, .. Dialout, .. Events, .. Dialin, .. Numbers, .. Sockets];
}
