using System.Net.WebSockets;

namespace Parley.Speech.Vendors;

/// <summary>One whole message of a vendor, or the end of its connection.</summary>
/// <param name="Body">The message; empty at the end.</param>
/// <param name="Closed">The close code (RFC 6455, section 7.4) when the vendor ends the connection.</param>
/// <param name="Reason">Why, in its words.</param>
internal readonly record struct VendorMessage(ReadOnlyMemory<byte> Body, WebSocketCloseStatus? Closed = null, string? Reason = null);
