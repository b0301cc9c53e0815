namespace Parley.Speech.Vendors;

/// <summary>Addresses of WebSockets.</summary>
internal static class WebSocketAddress
{
    /// <summary>What is wrong with an address from the settings; <see langword="null"/> if nothing is.</summary>
    public static string? Check(Uri? address, string example) =>
        address is { IsAbsoluteUri: true, Scheme: "ws" or "wss" } ? null : $"'{address}' is not a full ws or wss address, such as {example}.";

    /// <summary>Writes a query, escaped.</summary>
    public static string Query(IEnumerable<(string Name, string Value)> parameters) =>
        string.Join('&', parameters.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));
}
