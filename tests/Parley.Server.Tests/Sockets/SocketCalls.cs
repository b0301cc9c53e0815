using System.Text.Json;
using Parley.Agents;
using Parley.Audio.Codecs;
using Parley.Server.Tests.Sessions.Calls;

namespace Parley.Server.Tests.Sockets;

/// <summary>What tests of sockets share.</summary>
internal static class SocketCalls
{
    public static readonly (string, string)[] Open = [("Agents:0:Name", "inbound"), ("Agents:0:WebSocketAuth", "none")];

    /// <summary>The first messages of each provider.</summary>
    public static string[] Start(string provider) => provider switch
    {
        "twilio" => ["""{"event":"connected","protocol":"Call","version":"1.0.0"}""", TwilioStart()],
        "telnyx" => ["""{"event":"connected","version":"1.0.0"}""", """{"event":"start","stream_id":"S1","start":{"call_control_id":"C1","from":"+15557770001","to":"+15550001111","media_format":{"encoding":"PCMA","sample_rate":8000,"channels":1}}}"""],
        "plivo" => ["""{"event":"start","start":{"streamId":"S1","callId":"C1","accountId":"A1","mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000}}}"""],
        _ => ["""{"event":"connected"}""", """{"event":"start","stream_sid":"S1","start":{"stream_sid":"S1","call_sid":"C1","account_sid":"A1","from":"+15557770001","to":"+15550001111","custom_parameters":{"order":"7"}}}"""],
    };

    public static string TwilioStart(string service = "inbound.parley") =>
        """{"event":"start","streamSid":"S1","start":{"streamSid":"S1","callSid":"C1","accountSid":"A1","tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},"customParameters":{"_pipecatCloudServiceHost":"SERVICE","from_number":"+15557770001","to_number":"+15550001111","order":"7"}}}"""
            .Replace("SERVICE", service, StringComparison.Ordinal);

    /// <summary>A message with 20 ms of a loud tone.</summary>
    public static string Sound(string provider)
    {
        var tone = ToneVoice.Tone();
        var bytes = new byte[provider == "exotel" ? 320 : 160];
        switch (provider)
        {
            case "exotel":
                Buffer.BlockCopy(tone, 0, bytes, 0, 320);
                break;
            case "telnyx":
                G711.EncodeALaw(tone, bytes);
                break;
            default:
                G711.EncodeMuLaw(tone, bytes);
                break;
        }

        return $$$"""{"event":"media","media":{"track":"inbound","payload":"{{{Convert.ToBase64String(bytes)}}}"}}""";
    }

    /// <summary>An agent that says one thing when the call is there, tells what it was started with, and leaves when the call is over.</summary>
    public static AgentScript Speaks(TaskCompletionSource<(Guid Id, JsonElement Body)> started, TimeSpan length, Action<AgentSession, Conversation>? more = null) => (session, ct) =>
    {
        started.TrySetResult((session.SessionId, session.Input));
        var conversation = session.CreateConversation().UseTextToSpeech(new ToneVoice(length)).WithOptions(new() { SuppressEcho = false }).Build();
        session.On<DialinConnected>((_, c) => conversation.SayAsync("hello", c));
        session.On<DialinStopped>((_, c) => session.LeaveAsync(c));
        more?.Invoke(session, conversation);
        return session.RunAsync(conversation, ct);
    };
}
