using System.Text.Json;

namespace Parley.Agents.Tests.Dialing;

public sealed class DialoutSettingsTests
{
    [Fact]
    public void TryRead_ArrayInCamelCase_GivesEveryCall()
    {
        var requests = Read("""
            {"dialout_settings":[
                {"phoneNumber":"+15551230001","callerId":"id","extension":"12#","waitBeforeExtensionDialSec":1.5,"ringTimeoutSec":30},
                {"sipUri":"sip:bob@127.0.0.1:5080","displayName":"Bob","userId":"b","provider":"daily","codecs":{"audio":["PCMA","PCMU"]},
                 "permissions":{"canReceive":true}}]}
            """);

        Assert.Equal("+15551230001", requests[0].PhoneNumber);
        Assert.Equal("id", requests[0].CallerId);
        Assert.Equal("12#", requests[0].Extension);
        Assert.Equal(TimeSpan.FromSeconds(1.5), requests[0].WaitBeforeExtension);
        Assert.Equal(TimeSpan.FromSeconds(30), requests[0].RingTimeout);
        Assert.Equal("sip:bob@127.0.0.1:5080", requests[1].SipUri);
        Assert.Equal(("Bob", "b", "daily"), (requests[1].DisplayName, requests[1].UserId, requests[1].Provider));
        Assert.Equal(["PCMA", "PCMU"], requests[1].Codecs!.Audio);
        Assert.True(requests[1].Permissions!.Value.GetProperty("canReceive").GetBoolean());
    }

    [Fact]
    public void TryRead_OneObjectInSnakeCase_GivesOneCall()
    {
        var request = Assert.Single(Read("""{"dialout_settings":{"phone_number":"+1555","caller_id":"id","wait_before_extension_dial_sec":2}}"""));

        Assert.Equal(new("+1555") { CallerId = "id", WaitBeforeExtension = TimeSpan.FromSeconds(2) }, request);
    }

    [Theory]
    [InlineData("""{"dailout_settings":[{"phoneNumber":"+1"}],"other":1}""", "looked for 'dialout_settings', found 'dailout_settings'")]
    [InlineData("""{"numbers":[],"more":1}""", "looked for 'dialout_settings', found 'numbers', 'more'")]
    [InlineData("{}", "looked for 'dialout_settings', found nothing")]
    [InlineData("[]", "looked for 'dialout_settings', found a body that is no object")]
    [InlineData("""{"dialout_settings":[]}""", "looked for calls in 'dialout_settings', found an empty array")]
    [InlineData("""{"dialout_settings":"+1555"}""", "looked for calls in 'dialout_settings', found String")]
    [InlineData("""{"dialout_settings":["+1555"]}""", "dialout_settings[0]: looked for an object, found String")]
    [InlineData("""{"dialout_settings":[{"phoneNumber":"+1"},{"phone":"+1"}]}""", "dialout_settings[1]: looked for 'phoneNumber' or 'sipUri', found 'phone'")]
    [InlineData("""{"dialout_settings":[{"phoneNumber":1555}]}""", "dialout_settings[0]: 'phoneNumber' should be String, found Number")]
    [InlineData("""{"dialout_settings":[{"phoneNumber":"+1","ringTimeoutSec":1e300}]}""",
        "dialout_settings[0]: 'ringTimeoutSec' is 1E+300, which is no duration in seconds")]
    public void TryRead_SomethingElse_SaysWhatWasLookedForAndFound(string body, string expected)
    {
        Assert.False(DialoutSettings.TryRead(JsonElement.Parse(body), out var requests, out var error));

        Assert.Null(requests);
        Assert.Equal(expected, error);
    }

    private static IReadOnlyList<DialoutRequest> Read(string body)
    {
        Assert.True(DialoutSettings.TryRead(JsonElement.Parse(body), out var requests, out var error), error);
        return requests;
    }
}
