namespace Parley.Server.Tests.Contract;

internal static partial class Rows
{
    private static Section[] Sockets =>
    [
        new("11.1", "Telephony WebSockets: protocols", "provider protocols", "marks", new("Vonage, Genesys AudioHook", "not built")),
        new("11.2", "Telephony WebSockets: endpoints", "/ws/{provider}, serviceHost, _pipecatCloudServiceHost"),
        new("11.3", "Generic endpoint", "generic socket"),
        new("11.4", "websocket_auth", "websocket_auth"),
        new("11.5", "Protobuf frames", "protobuf frames"),
        new("11.6", "Session token", "session token"),
    ];
}
