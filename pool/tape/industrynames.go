package tape

// divisionNames are the divisions (大类) of GB/T 4754-2017, code first.
const divisionNames = `
01 农业
02 林业
03 畜牧业
04 渔业
05 农、林、牧、渔专业及辅助性活动
06 煤炭开采和洗选业
07 石油和天然气开采业
08 黑色金属矿采选业
09 有色金属矿采选业
10 非金属矿采选业
11 开采专业及辅助性活动
12 其他采矿业
13 农副食品加工业
14 食品制造业
15 酒、饮料和精制茶制造业
16 烟草制品业
17 纺织业
18 纺织服装、服饰业
19 皮革、毛皮、羽毛及其制品和制鞋业
20 木材加工和木、竹、藤、棕、草制品业
21 家具制造业
22 造纸和纸制品业
23 印刷和记录媒介复制业
24 文教、工美、体育和娱乐用品制造业
25 石油、煤炭及其他燃料加工业
26 化学原料和化学制品制造业
27 医药制造业
28 化学纤维制造业
29 橡胶和塑料制品业
30 非金属矿物制品业
31 黑色金属冶炼和压延加工业
32 有色金属冶炼和压延加工业
33 金属制品业
34 通用设备制造业
35 专用设备制造业
36 汽车制造业
37 铁路、船舶、航空航天和其他运输设备制造业
38 电气机械和器材制造业
39 计算机、通信和其他电子设备制造业
40 仪器仪表制造业
41 其他制造业
42 废弃资源综合利用业
43 金属制品、机械和设备修理业
44 电力、热力生产和供应业
45 燃气生产和供应业
46 水的生产和供应业
47 房屋建筑业
48 土木工程建筑业
49 建筑安装业
50 建筑装饰、装修和其他建筑业
51 批发业
52 零售业
53 铁路运输业
54 道路运输业
55 水上运输业
56 航空运输业
57 管道运输业
58 多式联运和运输代理业
59 装卸搬运和仓储业
60 邮政业
61 住宿业
62 餐饮业
63 电信、广播电视和卫星传输服务
64 互联网和相关服务
65 软件和信息技术服务业
66 货币金融服务
67 资本市场服务
68 保险业
69 其他金融业
70 房地产业
71 租赁业
72 商务服务业
73 研究和试验发展
74 专业技术服务业
75 科技推广和应用服务业
76 水利管理业
77 生态保护和环境治理业
78 公共设施管理业
79 土地管理业
80 居民服务业
81 机动车、电子产品和日用产品修理业
82 其他服务业
83 教育
84 卫生
85 社会工作
86 新闻和出版业
87 广播、电视、电影和录音制作业
88 文化艺术业
89 体育
90 娱乐业
91 中国共产党机关
92 国家机构
93 人民政协、民主党派
94 社会保障
95 群众团体、社会团体和其他成员组织
96 基层群众自治组织及其他组织
97 国际组织
`

// industryAliases are short and older names of sections and divisions that desks write. Each stands
// for one class only; a name with two readings is left out and stays unknown.
const industryAliases = `
A Agriculture|Agriculture, forestry, animal husbandry and fishery|Agriculture, forestry and fishing
B Mining|Mining and quarrying
C Manufacturing|Manufacture|Industrial manufacturing
D Electricity, heat, gas and water production and supply|Production and supply of electricity, heat, gas and water|Utilities|Power and utilities
E Construction|Building
F Wholesale and retail|Wholesale and retail trade|Wholesale and retail trades|Wholesale & retail
G Transport, storage and post|Transportation, warehousing and postal services|Transport, storage and postal services|Transportation, storage and postal services|Transportation|Logistics
H Accommodation and catering|Hotels and catering services|Accommodation and food services
I Information transmission, software and information technology|Information transmission, software and information technology services|Information transmission, software and IT services|Information technology|IT services
I65 Software|Software development|Software and information technology services|Software and IT services
J Finance|Financial services|Financial intermediation
K Real estate|Property
L Leasing and business services|Leasing and commercial services|Rental and business services
M Scientific research and technical services|Scientific research and technology services|Scientific research and technological services|Research and technical services
N Water conservancy, environment and public facilities management|Water, environment and public utilities management
O Resident services, repair and other services|Household services, repair and other services
P Education
Q Health and social work|Healthcare and social work|Health and social services
R Culture, sports and entertainment|Culture, sport and entertainment|Arts, sports and entertainment
R87 Film and television|Radio, television, film and video production
C27 Pharmaceutical manufacturing|Pharmaceuticals
C36 Automobile manufacturing|Automotive manufacturing
C39 Computer, communication and other electronic equipment manufacturing|Electronics manufacturing
M73 Research and development|R&D
A 农林牧渔业
D 电力、燃气及水的生产和供应业|电力热力燃气及水的生产和供应业|水电燃气业
F 批发零售业|批发与零售业|商贸业|批发零售贸易业
G 交通运输业|物流业|交通运输仓储邮政业
H 住宿餐饮业|酒店餐饮业
I 信息技术业|信息传输软件信息技术服务业|信息传输、计算机服务和软件业|软件与信息服务业
I64 互联网行业|互联网服务业
I65 软件业|软件和信息技术业|软件信息服务业|软件开发|信息技术服务业
L 租赁和商业服务业|租赁与商务服务业|租赁商务服务业
M 科研和技术服务业|科研技术服务业|科学研究、技术服务业|科学研究和技术服务|科学研究、技术服务和地质勘查业|科技服务业
N 水利、环境和公共设施业|水利环境公共设施管理业
O 居民服务和其他服务业|居民服务、修理业
Q 卫生和社会保障业|卫生、社会保障和社会福利业|医疗卫生业
R 文体娱乐业|文化体育娱乐业|文化、体育及娱乐业|文化娱乐业|文化体育业
R87 影视业|广播电视电影业|广播、电视、电影和影视录音制作业|影视制作业
C13 农副食品加工
C27 医药业|医药制造
C36 汽车制造
C39 电子设备制造业|计算机通信电子设备制造业
C 制造|工业制造业|先进制造业
C14 食品业
C14 食品制造
C15 酒饮料业|饮料业
C17 纺织
C18 服装业|服装制造业
C23 印刷业
C26 化工业|化学制品业|化工行业
C27 医药制造|制药业|生物医药制造业
C29 橡胶塑料业
C33 金属制品
C34 通用设备业
C35 专用设备业|医疗器械制造业
C36 汽车业|汽车制造
C37 铁路船舶航空航天和其他运输设备制造业
C38 电气机械业|电气机械及器材制造业
C39 计算机、通信及其他电子设备制造业|电子信息制造业
C40 仪器仪表业
D 电力热力燃气水
E 建筑|建筑行业
F 批发零售|批零业
F51 批发
F52 零售
G 交通运输、仓储及邮政业|运输业|仓储物流业
H 酒店业|餐饮住宿业
H62 餐饮
I 信息传输|信息服务业|信息技术|互联网和信息技术服务业
I63 电信业|通信服务业
I64 互联网|互联网和相关服务业
I65 软件|软件开发业|软件信息技术服务业|软件和信息服务业|信息技术服务
J 金融
J66 银行业|货币金融服务业
J67 证券业|资本市场服务业
J68 保险
K 房地产|房地产开发业
L 商务服务|租赁和商务服务
L72 商务服务
M 研发和技术服务|科研|科研技术服务|科学研究与技术服务业|科技服务|科研服务业
M73 研究和试验发展业|研发服务业|研究与试验发展
M74 专业技术服务|检验检测服务业|工程技术服务业
M75 科技推广服务业|科技推广|技术推广服务业
N77 生态保护业
Q 卫生社会工作|医疗卫生
Q84 医疗服务业|卫生业
R 文化、体育和娱乐|文体
R86 新闻出版业|出版业
R87 影视|电影业|电影|广播电视业|广播影视业|影视制作|电影和广播电视业|广播、电影、电视业
R88 文化艺术
R89 体育业
R90 娱乐
F Wholesale and retail
C Manufacturing
E Construction
G Transportation|Logistics
I64 Internet
J Finance
K Real estate
M73 Research and development|R&D
R87 Film and television|Film|Film and TV
C27 Pharmaceuticals|Pharmaceutical manufacturing
C39 Electronics manufacturing
I IT|Information technology|Software and IT services
I65 Software
J Financial services
M Scientific research|Scientific research and technical services|Research and technical services
R Culture, sports and entertainment|Culture, sport and entertainment|Media and entertainment
`
