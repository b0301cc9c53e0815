namespace Parley.Server.Api;

/// <summary>The request that starts a call, ready to be pasted into a shell.</summary>
public static class ExampleRequest
{
    /// <summary>A curl line that starts an agent and has it call a number.</summary>
    /// <param name="url">Where the server is: <c>http://host:port</c>.</param>
    /// <param name="agent">The agent to start.</param>
    /// <param name="publicKey">A public key.</param>
    /// <param name="phoneNumber">Whom to call, E.164.</param>
    public static string Curl(string url, string agent, string publicKey, string phoneNumber = "+15551230001")
        => $"curl -X POST {url}/v1/public/{agent}/start -H 'Authorization: Bearer {publicKey}' -H 'Content-Type: application/json' "
            + $$$"""-d '{"createDailyRoom":true,"dailyRoomProperties":{"enable_dialout":true},"body":{"dialout_settings":[{"phoneNumber":"{{{phoneNumber}}}"}]}}'""";
}
