using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Storage;
using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Sockets;

namespace Parley.Server.Tests.Api.Agents;

public sealed class AgentTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [Contract("2.2 list")]
    [Contract("2.1 /v1/agents")]
    public async Task List_OfTheHost_HasEveryAgent()
    {
        var answer = await _server.GetAsync("/v1/agents?includeActiveDeployment=true&region=local");

        var services = answer.Json.GetProperty("services").EnumerateArray().ToList();
        Assert.Equal(["outbound", "other"], services.Select(s => s.GetProperty("name").GetString()));
        Assert.Equal(
            ["id", "name", "region", "desiredDeploymentId", "activeDeploymentId", "reconciledDeploymentId", "organizationId", "createdAt", "updatedAt", "deletedAt", "activeDeployment"],
            services[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(JsonValueKind.Null, services[0].GetProperty("deletedAt").ValueKind);
    }

    [Fact]
    [Contract("2.2 get")]
    public async Task Get_Agent_TellsWhatIsTrueOfIt()
    {
        await _server.StartSessionAsync();

        var agent = (await _server.GetAsync("/v1/agents/outbound")).Json;

        Assert.Equal(
            ("outbound", true, true, 1, 3), (agent.GetProperty("name").GetString(), agent.GetProperty("ready").GetBoolean(), agent.GetProperty("available").GetBoolean(),
                agent.GetProperty("activeSessionCount").GetInt32(), agent.GetProperty("autoScaling").GetProperty("maxReplicas").GetInt32()));
        var deployment = agent.GetProperty("deployment");
        Assert.Equal(agent.GetProperty("activeDeploymentId").GetGuid(), deployment.GetProperty("id").GetGuid());
        var spec = deployment.GetProperty("manifest").GetProperty("spec");
        Assert.Equal((7200, "class:Parley.Server.Tests.TestServer+SilentAgent"), (spec.GetProperty("maxSessionDurationSeconds").GetInt32(), spec.GetProperty("image").GetString()));
        Assert.Equal("Active", agent.GetProperty("currentRevision").GetProperty("phase").GetString());
        Assert.True(agent.GetProperty("currentRevision").GetProperty("health").GetProperty("ready").GetBoolean());
        Assert.Equal(JsonValueKind.Object, agent.GetProperty("previousRevision").ValueKind);
    }

    [Theory]
    [InlineData("/v1/agents/nobody")]
    [InlineData("/v1/agents/nobody/deployments")]
    [InlineData("/v1/organizations/parley/services/nobody")]
    public async Task Get_UnknownAgent_IsNotFound(string path)
    {
        var answer = await _server.GetAsync(path);

        Assert.Equal((404, "NOT_FOUND", "Service not found"), (answer.Status, answer.Code, answer.Error));
    }

    [Fact]
    [Contract("2.2 get wrapped in body")]
    [Contract("2.1 /v1/organizations/{org}/services")]
    public async Task Get_InTheOtherFamily_IsWrapped()
    {
        var plain = await _server.GetAsync("/v1/agents/outbound");
        var wrapped = await _server.GetAsync("/v1/organizations/parley/services/outbound");

        Assert.Equal(plain.Json.GetRawText(), wrapped.Json.GetProperty("body").GetRawText());
        Assert.Equal(2, (await _server.GetAsync("/v1/organizations/parley/services")).Json.GetProperty("services").GetArrayLength());
    }

    [Fact]
    [Contract("2.1 GET /v1/organizations")]
    [Contract("2.1 GET /v1/users")]
    [Contract("2.1 unknown organization")]
    public async Task Organization_ByNameAndById_IsThisServerAndNoOther()
    {
        var organization = (await _server.GetAsync("/v1/organizations")).Json.GetProperty("organizations")[0];
        var id = organization.GetProperty("id").GetGuid();
        var byId = await _server.GetAsync($"/v1/organizations/{id}/services/outbound/sessions");
        var other = await _server.GetAsync($"/v1/organizations/acme/services/outbound/sessions");

        Assert.Equal(("parley", "parley"), (organization.GetProperty("name").GetString(), organization.GetProperty("verboseName").GetString()));
        Assert.Equal($"{id}", (await _server.GetAsync("/v1/users")).Json.GetProperty("user").GetProperty("userId").GetString());
        Assert.Equal(200, byId.Status);
        Assert.Equal((404, "Organization not found"), (other.Status, other.Error));
    }

    [Fact]
    [Contract("2.1 GET /daily")]
    public async Task DomainKey_OfAPrivateKey_OpensTheRooms()
    {
        var key = (await _server.GetAsync("/v1/organizations/parley/daily")).Json.GetProperty("apiKey").GetString();

        Assert.Equal(200, (await _server.GetAsync("/v1/rooms", key)).Status);
        Assert.Equal(401, (await _server.GetAsync("/v1/organizations/parley/daily", TestServer.PublicKey)).Status);
        Assert.Equal(404, (await _server.GetAsync("/v1/organizations/acme/daily")).Status);
    }

    [Fact]
    [Contract("2.2 update")]
    [Contract("2.2 deployments")]
    public async Task Update_Settings_MakesADeploymentAndSurvivesARestart()
    {
        var before = (await _server.GetAsync("/v1/agents/outbound")).Json;

        var updated = await SendAsync(HttpMethod.Post, "/v1/agents/outbound", """{"autoScaling":{"minAgents":1,"maxAgents":7},"maxSessionDuration":60}""");
        var same = await SendAsync(HttpMethod.Put, "/v1/organizations/parley/services", """{"serviceName":"outbound","autoScaling":{"minReplicas":1,"maxReplicas":7}}""");
        await _server.DisposeAsync();
        _server = await StartAsync();
        var after = (await _server.GetAsync("/v1/agents/outbound")).Json;
        var deployments = (await _server.GetAsync("/v1/organizations/parley/services/outbound/deployments")).Json.GetProperty("deployments").EnumerateArray().ToList();

        Assert.Equal((200, 200), (updated.Status, same.Status));
        Assert.Equal((1, 7), (after.GetProperty("autoScaling").GetProperty("minReplicas").GetInt32(), after.GetProperty("autoScaling").GetProperty("maxReplicas").GetInt32()));
        Assert.NotEqual(DeploymentOf(before), DeploymentOf(updated.Json));
        Assert.Equal((DeploymentOf(updated.Json), DeploymentOf(updated.Json)), (DeploymentOf(same.Json), DeploymentOf(after)));
        Assert.Equal([DeploymentOf(after), DeploymentOf(before)], deployments.Select(d => d.GetProperty("id").GetGuid()));
        Assert.Equal([60, 7200], deployments.Select(d => d.GetProperty("manifest").GetProperty("spec").GetProperty("maxSessionDurationSeconds").GetInt32()));
    }

    [Fact]
    [Contract("11.4 websocket_auth")]
    public async Task Update_WebSocketAuth_CountsAtOnceAndSurvivesARestart()
    {
        const string Socket = "/ws/generic/outbound.parley";
        Assert.Equal(403, await SocketClient.RefusalAsync(_server.Client, Socket));

        var opened = await SendAsync(HttpMethod.Post, "/v1/agents/outbound", """{"websocketAuth":"none"}""");
        await using (await SocketClient.ConnectAsync(_server.Client, Socket))
        {
        }

        await _server.DisposeAsync();
        _server = await StartAsync();
        var after = (await _server.GetAsync("/v1/agents/outbound")).Json;
        await using (await SocketClient.ConnectAsync(_server.Client, Socket))
        {
        }

        await SendAsync(HttpMethod.Post, "/v1/agents/outbound", """{"maxSessionDuration":60}""");
        await using (await SocketClient.ConnectAsync(_server.Client, Socket))
        {
        }

        var shut = await SendAsync(HttpMethod.Post, "/v1/agents/outbound", """{"websocketAuth":"token"}""");

        Assert.Equal(403, await SocketClient.RefusalAsync(_server.Client, Socket));
        Assert.Equal(["none", "none", "token"], new[] { opened.Json, after, shut.Json }.Select(agent => agent.GetProperty("websocketAuth").GetString()));
    }

    [Fact]
    public async Task Update_ForceRedeploy_MakesADeploymentOfTheSame()
    {
        var before = (await _server.GetAsync("/v1/agents/outbound")).Json;

        var after = await SendAsync(HttpMethod.Post, "/v1/agents/outbound", """{"forceRedeploy":true}""");

        Assert.NotEqual(DeploymentOf(before), DeploymentOf(after.Json));
    }

    [Fact]
    [Contract("2.7 lower limit kills nothing")]
    public async Task Update_LowerLimit_KillsNothingAndRefusesNewOnes()
    {
        var ids = new[] { await _server.StartSessionAsync(), await _server.StartSessionAsync() };

        await SendAsync(HttpMethod.Post, "/v1/agents/outbound", """{"autoScaling":{"maxAgents":1}}""");
        var refused = await _server.StartAgentAsync("{}");
        var list = await _server.GetAsync("/v1/agents/outbound/sessions?status=active");

        Assert.Equal(429, refused.Status);
        Assert.Equal(ids.Length, list.Json.GetProperty("total_count").GetInt32());
    }

    [Fact]
    [Contract("2.4 deploymentId")]
    public async Task Sessions_OfADeployment_AreThoseStartedUnderIt()
    {
        var first = await _server.StartSessionAsync();
        var before = DeploymentOf((await _server.GetAsync("/v1/agents/outbound")).Json);
        await SendAsync(HttpMethod.Post, "/v1/agents/outbound", """{"forceRedeploy":true}""");
        var second = await _server.StartSessionAsync();
        var after = DeploymentOf((await _server.GetAsync("/v1/agents/outbound")).Json);

        Assert.Equal(first, await TheSessionAsync($"deploymentId={before}"));
        Assert.Equal(second, await TheSessionAsync($"deploymentId={after}"));
    }

    [Fact]
    [Contract("2.4 startType")]
    [Contract("2.4 startTimeMin, startTimeMax")]
    public async Task Sessions_ByHowTheyStarted_AreAllWarmAndTimed()
    {
        var id = await _server.StartSessionAsync();
        await _server.Services.GetRequiredService<SessionStore>().MarkReadyAsync(id, TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        async Task<int> CountAsync(string query) => (await _server.GetAsync($"/v1/agents/outbound/sessions?{query}")).Json.GetProperty("total_count").GetInt32();

        Assert.Equal((0, 1, 1), (await CountAsync("startType=cold"), await CountAsync("startType=warm"), await CountAsync("startType=all")));
        Assert.Equal((1, 0), (await CountAsync("startTimeMin=1.5"), await CountAsync("startTimeMin=1.6")));
        Assert.Equal((1, 0), (await CountAsync("startTimeMax=1.5"), await CountAsync("startTimeMax=1.4")));
        Assert.Equal(400, (await _server.GetAsync("/v1/agents/outbound/sessions?startType=lukewarm")).Status);
        Assert.Equal(400, (await _server.GetAsync("/v1/agents/outbound/sessions?startTimeMin=soon")).Status);
    }

    [Fact]
    [Contract("2.2 delete")]
    [Contract("2.2 create")]
    public async Task Delete_Agent_TakesNoNewSessionsUntilItIsCreatedAgain()
    {
        var running = await _server.StartSessionAsync();

        var deleted = await _server.SendAsync(HttpMethod.Delete, "/v1/agents/outbound", TestServer.PrivateKey);
        await _server.DisposeAsync();
        _server = await StartAsync();
        var (start, get, list) = (await _server.StartAgentAsync("{}"), await _server.GetAsync("/v1/agents/outbound"), await _server.GetAsync("/v1/agents"));
        var session = await _server.GetAsync($"/v1/agents/outbound/sessions/{running}");
        var created = await SendAsync(HttpMethod.Post, "/v1/agents", """{"serviceName":"outbound","autoScaling":{"maxAgents":2}}""");
        var again = await _server.StartAgentAsync("{}");

        Assert.Equal((200, "OK"), (deleted.Status, deleted.Json.GetProperty("status").GetString()));
        Assert.Equal((404, 404, 200), (start.Status, get.Status, session.Status));
        Assert.Equal("other", Assert.Single(list.Json.GetProperty("services").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal((200, 2), (created.Status, created.Json.GetProperty("autoScaling").GetProperty("maxReplicas").GetInt32()));
        Assert.Equal(200, again.Status);
    }

    [Fact]
    public async Task Delete_Agent_LetsItsSessionsFinish()
    {
        var id = await _server.StartSessionAsync();

        await _server.SendAsync(HttpMethod.Delete, "/v1/organizations/parley/services/outbound", TestServer.PrivateKey);
        var during = await _server.GetAsync($"/v1/agents/outbound/sessions/{id}");
        var twice = await _server.SendAsync(HttpMethod.Delete, "/v1/agents/outbound", TestServer.PrivateKey);
        var stopped = await _server.SendAsync(HttpMethod.Delete, $"/v1/agents/outbound/sessions/{id}", TestServer.PrivateKey);

        Assert.Equal(JsonValueKind.Null, during.Json.GetProperty("endedAt").ValueKind);
        Assert.Equal((404, 200), (twice.Status, stopped.Status));
    }

    [Theory]
    [InlineData("/v1/agents", """{"serviceName":"outbound"}""", "Service already exists")]
    [InlineData("/v1/agents", """{"serviceName":"other-one"}""", "Either image or buildId is required for service creation")]
    [InlineData("/v1/agents", """{"serviceName":"new","image":"a/b:1"}""", "runs agents that are C# classes")]
    [InlineData("/v1/agents", """{"serviceName":"new","image":"a","buildId":"b"}""", "Cannot specify both image and buildId. Use one or the other.")]
    [InlineData("/v1/agents", """{"serviceName":"new","image":"a","region":"us-west"}""", "Region 'us-west' is not available. Available regions: local")]
    [InlineData("/v1/agents", """{"image":"a"}""", "Invalid parameters")]
    [InlineData("/v1/agents", """{"serviceName":"Nope!","image":"a"}""", "Invalid parameters")]
    [InlineData("/v1/agents/outbound", """{"image":"a/b:2"}""", "runs agents that are C# classes")]
    [InlineData("/v1/agents/outbound", """{"maxSessionDuration":59}""", "Invalid parameters")]
    [InlineData("/v1/agents/outbound", """{"maxSessionDuration":14401}""", "Invalid parameters")]
    [InlineData("/v1/agents/outbound", """{"maxSessionDuration":"7200"}""", "Invalid parameters")]
    [InlineData("/v1/agents/outbound", """{"autoScaling":{"maxAgents":0}}""", "Invalid parameters")]
    [InlineData("/v1/agents/outbound", """{"autoScaling":{"minAgents":4}}""", "Invalid parameters")]
    [InlineData("/v1/agents/outbound", """{"autoScaling":{"minAgents":2,"maxAgents":1}}""", "Invalid parameters")]
    [InlineData("/v1/agents/outbound", """{"autoScaling":[]}""", "Invalid parameters")]
    [InlineData("/v1/agents/outbound", """{"krispViva":{"audioFilter":"tel"}}""", "Invalid parameters")]
    [InlineData("/v1/agents/outbound", """{"secretSet":"X"}""", "Invalid parameters")]
    [InlineData("/v1/agents/outbound", """{"secretSet":"\ud800"}""", "Invalid parameters")]
    [Contract("2.2 validation")]
    public async Task Change_WithBadInput_IsRefusedAndChangesNothing(string path, string json, string text)
    {
        var before = (await _server.GetAsync("/v1/agents/outbound")).Json.GetRawText();

        var answer = await SendAsync(HttpMethod.Post, path, json);

        Assert.Equal((400, "GENERIC_BAD_REQUEST"), (answer.Status, answer.Code));
        Assert.Contains(text, answer.Error, StringComparison.Ordinal);
        Assert.Equal(text == "Invalid parameters", answer.Json.TryGetProperty("err", out var wrong) && wrong.GetProperty("name").GetString() == "ZodError");
        Assert.Equal(before, (await _server.GetAsync("/v1/agents/outbound")).Json.GetRawText());
    }

    [Fact]
    [Contract("2.6 GET /regions")]
    [Contract("2.6 GET /properties")]
    [Contract("2.6 GET /properties/schema")]
    public async Task RegionsAndProperties_OfThisServer_AreOne()
    {
        var region = Assert.Single((await _server.GetAsync("/v1/regions")).Json.GetProperty("regions").EnumerateArray());

        Assert.Equal(("local", "This server"), (region.GetProperty("code").GetString(), region.GetProperty("display_name").GetString()));
        Assert.Equal("local", (await _server.GetAsync("/v1/organizations/parley/properties")).Json.GetProperty("properties").GetProperty("defaultRegion").GetString());
        var schema = (await _server.GetAsync("/v1/properties/schema")).Json.GetProperty("properties").GetProperty("defaultRegion");
        Assert.Equal(("string", true), (schema.GetProperty("type").GetString(), schema.GetProperty("readOnly").GetBoolean()));
    }

    [Theory]
    [InlineData("""{"defaultRegion":"local"}""", 200, null)]
    [InlineData("""{"defaultRegion":"us-east"}""", 400, "Region 'us-east' is not available. Available regions: local")]
    [InlineData("""{"pizza":1}""", 400, "Property 'pizza' is not a valid property")]
    [InlineData("{}", 400, "No properties provided")]
    [Contract("2.6 PATCH /properties")]
    public async Task PatchProperties_ChangesNothing(string json, int status, string? text)
    {
        var answer = await SendAsync(HttpMethod.Patch, "/v1/properties", json);

        Assert.Equal((status, text), (answer.Status, text is null ? null : answer.Error));
    }

    [Theory]
    [InlineData("")]
    [InlineData("pk_0123456789abcdef")]
    [InlineData("sk_unknown000000000")]
    [Contract("2.1 public key refused")]
    [Contract("2.1 missing key")]
    public async Task PrivateRoutes_WithoutAPrivateKey_AreShut(string key)
    {
        foreach (var path in (string[])["/v1/agents", "/v1/agents/outbound", "/v1/organizations/parley/services", "/v1/users", "/v1/organizations", "/v1/regions", "/v1/properties"])
        {
            Assert.Equal(401, (await _server.GetAsync(path, key.Length == 0 ? null : key)).Status);
        }
    }

    [Fact]
    [Contract("2.1 private key")]
    public async Task PrivateRoutes_WithAPrivateKey_AreOpen() => Assert.Equal(200, (await _server.GetAsync("/v1/agents")).Status);

    private Task<TestServer> StartAsync() => TestServer.StartAsync(_folder, ("Agents:0:Name", "outbound"), ("Agents:0:MaxAgents", "3"));

    private static Guid DeploymentOf(JsonElement agent) => agent.GetProperty("activeDeploymentId").GetGuid();

    private async Task<Guid> TheSessionAsync(string query)
        => Assert.Single((await _server.GetAsync($"/v1/agents/outbound/sessions?{query}")).Json.GetProperty("sessions").EnumerateArray()).GetProperty("sessionId").GetGuid();

    private Task<TestServer.Answer> SendAsync(HttpMethod method, string path, string json)
        => _server.SendAsync(method, path, TestServer.PrivateKey, new StringContent(json, Encoding.UTF8, "application/json"));
}
