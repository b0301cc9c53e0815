using System.Text.Json;

namespace Parley.Agents.Tests.Dialing;

public sealed class DialoutRequestTests
{
    [Fact]
    public void HearingTheAgentOnly_NoPermissions_ReceivesNothingOfTheRoom()
    {
        var request = new DialoutRequest("+15551230001").HearingTheAgentOnly();

        Assert.Equal(JsonValueKind.False, request.Permissions!.Value.GetProperty("canReceive").ValueKind);
    }

    [Fact]
    public void HearingTheAgentOnly_OwnPermissions_AreKept()
    {
        var request = new DialoutRequest("+15551230001") { Permissions = JsonElement.Parse("""{"canReceive":true}""") };

        Assert.Same(request, request.HearingTheAgentOnly());
    }
}
